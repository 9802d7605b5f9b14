"""What small models say beyond what they were given: loops, and remarks in brackets."""

from __future__ import annotations

import re

_AGAIN = re.compile(r"(\b\w.{0,60}?)(?:[\s,.;:!?-]*\1){3,}", re.S)
_LETTERS = re.compile(r"(\w{1,4})\1{7,}")
_MARKS = re.compile(r"((?:[^\w\s]\s*){1,3}?)\1{7,}")
_GLOSS = re.compile(r"\s*\([^()]*\)")
_SWOLLEN = 3
_SLACK = 60


def loops(source: str, rendered: str) -> bool:
    """Whether `rendered` says a thing four times over that `source` does not, or has swollen threefold."""
    if len(rendered) > _SWOLLEN * len(source) + _SLACK:
        return True
    return any(bool(one.search(rendered)) and not one.search(source) for one in (_AGAIN, _LETTERS, _MARKS))


def without_glosses(source: str, rendered: str) -> str:
    """Without remarks in brackets, "(em inglês)", where the source has no bracket."""
    return rendered if "(" in source else _GLOSS.sub("", rendered)
