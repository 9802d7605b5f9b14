"""Cases for what must come through whole: generated from Unicode, not from memory.

To add a family: write a function that gives the cases of one language, and add it to FAMILIES under its name;
the table, its samples and `tests/nlp/chat/test_integrity.py` take it from there. A case says what has to be
in the translation (`keep`); what is not there must be marked on the preview, or bring the confidence down.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Mapping

import msgspec

from nlp.evaluation import integrity_tokens
from nlp.evaluation.integrity_carriers import AMOUNT, FIRST, LIST, MEASURE, NAME, RESULT, SCORE


class Case(msgspec.Struct, frozen=True):
    """One message in `language`, and parts that its translation must have."""

    language: str
    family: str
    text: str
    keep: tuple[str, ...]


_LATIN = ((0xC0, 0xFF), (0x100, 0x17F))
_OTHER_SCRIPTS = ((0x370, 0x3FF), (0x400, 0x45F))
_NAMES = {"LATIN": ("Jo{}gen", "Brank{}"), "GREEK": ("Γι{}ργης", "Μαρ{}"), "CYRILLIC": ("Андр{}на", "Мар{}")}
_FIRSTS = {"LATIN": "{}ermann", "GREEK": "{}ννας", "CYRILLIC": "{}лена"}


def _typed() -> tuple[str, ...]:
    blocks = (
        (0x20, 0xFF),  # ASCII and Latin-1
        (0x2070, 0x209F),  # raised and lowered digits
        (0x2100, 0x218F),  # letterlike signs, fractions, Roman numbers
        (0x2190, 0x22FF),  # arrows and operators
        (0x2318, 0x2318), (0x2325, 0x232B), (0x23CE, 0x23CF), (0x23E9, 0x23FA),  # keys and clocks
        (0x2460, 0x2473), (0x24B6, 0x24EA),  # numbers and letters in circles
        (0x25A0, 0x27BF),  # shapes, stars, ticks, hands
        (0x2B05, 0x2B07), (0x2B1B, 0x2B1C), (0x2B50, 0x2B55),  # heavy arrows, squares, star and ring
    )  # fmt: skip
    kinds = {"Sm", "No", "So"}
    typed = (chr(code) for first, last in blocks for code in range(first, last + 1))
    money = (chr(code) for code in range(0x20, 0x1F000) if unicodedata.category(chr(code)) == "Sc")
    found = [one for one in typed if unicodedata.category(one) in kinds]
    return tuple(one for one in (*found, *money) if unicodedata.normalize("NFC", one) == one)


SIGNS = _typed()
"""Signs that people type: all currencies, and Sm, No and So of the blocks that keyboards and menus offer.

Emoji beyond the basic plane are cases of `chat`; box drawing, music and alchemy are not typed.
"""


def names(language: str) -> Iterator[Case]:
    """Every letter with a mark as first, inner and last letter of a name, composed and decomposed."""
    for name in marked_names():
        inside, first = NAME[language].format(name), FIRST[language].format(name)
        for written in (inside, unicodedata.normalize("NFD", inside), first):
            yield Case(language, "names", written, (name,))


def marked_names() -> Iterator[str]:
    """Names with each letter of Latin-1 and Latin Extended-A, and each marked one of Greek and Cyrillic."""
    for letter in _letters():
        script = unicodedata.name(letter).split()[0]
        if letter.isupper():
            yield _FIRSTS[script].format(letter)
        for pattern in _NAMES[script] if letter.islower() else ():
            yield pattern.format(letter)


def _letters() -> Iterator[str]:
    for first, last in (*_LATIN, *_OTHER_SCRIPTS):
        for letter in map(chr, range(first, last + 1)):
            marked = first in (0xC0, 0x100) or unicodedata.normalize("NFD", letter) != letter
            if letter.isalpha() and marked and unicodedata.normalize("NFC", letter) == letter:
                yield letter


def signs(language: str) -> Iterator[Case]:
    """Every sign where people write it: at amounts, in formulas, at numbers, in scores and lists."""
    for sign in SIGNS:
        for text, parts in _with_sign(language, sign):
            yield Case(language, "signs", text, parts)


def _with_sign(language: str, sign: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    kind = unicodedata.category(sign)
    if kind == "Sc":
        yield AMOUNT[language].format(f"{sign}25"), (sign, "25")
        yield AMOUNT[language].format(f"25 {sign}"), (sign, "25")
    elif kind == "Sm":
        yield RESULT[language].format(f"7 {sign} 3"), (sign, "7", "3")
        yield RESULT[language].format(f"{sign}7"), (sign, "7")
    elif kind == "No":
        yield MEASURE[language].format(f"{sign} kg"), (sign, "kg")
        yield RESULT[language].format(f"7{sign}"), (f"7{sign}",)
    else:
        yield SCORE[language].format(sign * 3), (sign * 3,)
        yield LIST[language].format(sign), (sign,)


def _of(family: str) -> Callable[[str], Iterator[Case]]:
    """What people write for programs and in figures, see `integrity_tokens`."""
    return lambda language: (
        Case(language, family, *one) for one in integrity_tokens.written(language, family)
    )


FAMILIES: Mapping[str, Callable[[str], Iterator[Case]]] = {
    "names": names,
    "signs": signs,
    **{family: _of(family) for family in integrity_tokens.FAMILIES},
}
"""By name, the cases of one language; of a language in LANGUAGES."""

LANGUAGES = tuple(NAME)


def cases(language: str, family: str) -> list[Case]:
    """All cases of one family in one language, always in the same order."""
    return list(FAMILIES[family](language))
