"""What small models say beyond what they were given: loops, and remarks in brackets."""

from __future__ import annotations

import re

from nlp.tasks.translation.layout.laughter import LAUGHTER

_AGAIN = re.compile(r"(\b\w.{1,60}?)(?:[\s,.;:!?-]{0,20}\1){4,}|(\b\w)(?:[\s,.;:!?-]{1,20}\2\b){4,}", re.S)
_LAUGHTER = re.compile(rf"\b{LAUGHTER}(?!\w)", re.I)
_LETTERS = re.compile(r"(\w{1,4})\1{7,}")
_MARKS = re.compile(r"((?:[^\w\s]\s{0,9}){1,3}?)\1{7,}")
_GLOSS = re.compile(r"(?<!\s)\s*+\([^()]*\)")
_SWOLLEN = 3
_SLACK = 60


def loops(source: str, rendered: str) -> bool:
    """Whether `rendered` says a thing five times over that `source` does not, or has swollen threefold."""
    if len(rendered) > _SWOLLEN * len(source) + _SLACK:
        return True
    said, done = (_LAUGHTER.sub(" ", one) for one in (source, rendered))
    return any(bool(one.search(done)) and not one.search(said) for one in (_AGAIN, _LETTERS, _MARKS))


def without_glosses(source: str, rendered: str) -> str:
    """Without remarks in brackets, "(em inglês)", where the source has no bracket."""
    return rendered if "(" in source else _GLOSS.sub("", rendered)
