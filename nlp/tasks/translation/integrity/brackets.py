"""Brackets: as many of each kind as there were; those of numbering too, faces are none."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from nlp.tasks.translation.protect.patterns import FACE

_BRACKETS = "()[]{}"
_FACE = re.compile(FACE)


def brackets(source: str, text: str, target: str, translation: str) -> Iterator[tuple[str, str]]:
    """Brackets that the translation has less often."""
    said, made = (
        Counter(one for one in _FACE.sub("", both) if one in _BRACKETS) for both in (text, translation)
    )
    for bracket in said - made:
        yield bracket, ""
