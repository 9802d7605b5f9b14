"""Signs: currencies, operators, fractions, stars and ticks, counted, each with what may stand for it."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

from nlp.tasks.translation.integrity.lawful import INSTEAD, SAME

_KINDS = frozenset({"Sc", "Sm", "So", "No"})
_ALSO = frozenset("%‰#@&\\^*§¶†‡•·′″⁄")
_NEGATIVE = re.compile(r"(?<![\w)\].,:/-])-(?=\d)")
_MINUS = re.compile(r"(?<![\w)\].,:/])-\s?\d|\b(?:minus|menos|moins|meno|menys|negativ\w*|below)\b", re.I)


def signs(source: str, text: str, target: str, translation: str) -> Iterator[tuple[str, str]]:
    """Signs that the translation has less often, where nothing else stands for them; then a lost minus."""
    said, made = Counter(_signs(text)), Counter(_signs(translation))
    gone, new = said - made, [sign for sign in made - said if sign not in "°•"]
    for sign, times in gone.items():
        if len(_instead(sign).findall(translation)) < times:
            yield sign, new[0] if len(new) == len(gone) == 1 else ""
    if len(_NEGATIVE.findall(text)) > len(_MINUS.findall(translation.replace("−", "-"))):
        yield "-", ""


def _signs(text: str) -> list[str]:
    before = " " + text
    return [SAME.get(one, one) for last, one in zip(before, text, strict=False) if is_sign(one, last)]


def is_sign(one: str, last: str) -> bool:
    """Whether a character is one that must come through; "n°" and "col·legi" are spelling."""
    return _is_sign(one) and not (one in "°·" and last.isalpha())


@lru_cache(maxsize=4096)
def _is_sign(one: str) -> bool:
    return one in _ALSO or unicodedata.category(one) in _KINDS


@lru_cache(maxsize=256)
def _instead(sign: str) -> re.Pattern[str]:
    words = INSTEAD.get(sign)
    return re.compile(rf"(?<![^\W\d_])(?:{words})(?![^\W\d_])", re.I) if words else re.compile(r"(?!)")
