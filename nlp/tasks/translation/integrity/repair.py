"""Puts back what can be put back: marks of a name that came without them, a sign beside its number."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection

from nlp.tasks.translation.carry.strange import folded
from nlp.tasks.translation.integrity.letters import is_foreign
from nlp.tasks.translation.integrity.signs import signs
from nlp.tasks.translation.marks.names import names_of

_WORD = re.compile(r"(?:[^\W\d_]|[\u0300-\u036f])+")
_ODD = re.compile(r"(?<![\w.+*/])[^\W\d_](?:[\w+*]|[./](?=\w))+")
"""A word with what may stand within names of programs and units."""
_SIGN = r"[^\w\s()\[\]{}\"'“”‘’«»„.,;:!?/…]|[²³¹¼-¾]"
_SIDES = ("before", "after")
_AMOUNT = re.compile(
    rf"(?P<before>(?<![^\s(])(?:{_SIGN}){{1,2}}[ \u00a0]?)?(?<![\w.,])(?P<number>\d+(?:[.,]\d+)*)"
    rf"(?P<after>[ \u00a0]?(?:{_SIGN}){{1,2}}(?![^\s).,;:!?]))?"
)


def repaired(source: str, text: str, translation: str, settled: Collection[str] = ()) -> str:
    """The translation with what it lacks, where it is plain where that goes. Linear in both texts.

    Args:
        source: BCP 47 tag of the text.
        text: what was said.
        translation: what engines made of it.
        settled: words that people want otherwise: these are left alone.
    """
    kept = {word for one in settled for word in _words(one)}
    cased = _with_small(text, _with_marks(source, text, translation, kept), kept)
    return _with_signs(text, cased)


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text.casefold()))


def _with_marks(source: str, text: str, translation: str, kept: set[str]) -> str:
    """A name "Jürgen" in place of "Jurgen", where the text has no "Jurgen" and the translation no "Jürgen".

    Only one with letters of another language than that of the text: "Austrália" is "Australia" elsewhere.
    """
    if text.isascii():
        return translation
    said, made = _words(text) | kept, _words(translation) | kept
    bare = {
        plain: name
        for name in names_of(text, source)
        if name.isalpha()
        and is_foreign(source, name)
        and name.casefold() not in made
        and (plain := folded(name).casefold()) not in said
    }
    return _WORD.sub(lambda one: _as_written(bare, one[0]), translation) if bare else translation


def _with_small(text: str, translation: str, kept: set[str]) -> str:
    """ "k8s", "obj.prop", "mΩ" with their small letter, where beginning a sentence made it large."""
    said, made = set(_ODD.findall(text)), set(_ODD.findall(translation))
    large = {
        word[0].upper() + word[1:]: word for word in said - made if word[0].islower() and _is_odd(word[1:])
    }
    back = {one: word for one, word in large.items() if one in made - said and word.casefold() not in kept}
    return _ODD.sub(lambda one: back.get(one[0], one[0]), translation) if back else translation


def _is_odd(rest: str) -> bool:
    """Whether a word that goes on like this is none that people write with a capital where they please."""
    return any(one.isdigit() or one.isupper() or one in "./+*" for one in rest)


def _as_written(bare: dict[str, str], word: str) -> str:
    return bare.get(word.casefold(), word) if word[0].isupper() else word


def _with_signs(text: str, translation: str) -> str:
    """Signs that touch a number of the text, at the same number, where each has it once."""
    lost = {sign for sign, _ in signs("", text, "", translation)}
    if not lost:
        return translation
    said, made = _amounts(text), _amounts(translation)
    gone = {number for number, one in said.items() if number in made and _lacks(one, made[number], lost)}
    return _AMOUNT.sub(
        lambda one: _whole(said[one["number"]], one) if one["number"] in gone else one[0], translation
    )


def _amounts(text: str) -> dict[str, re.Match[str]]:
    """By number; only those that are there once."""
    found = list(_AMOUNT.finditer(text))
    times = Counter(one["number"] for one in found)
    return {one["number"]: one for one in found if times[one["number"]] == 1}


def _lacks(said: re.Match[str], made: re.Match[str], lost: set[str]) -> bool:
    """Whether it had signs on a side where it has none now, and they are nowhere else."""
    return any(said[side] and not made[side] and lost.issuperset(said[side].strip()) for side in _SIDES)


def _whole(said: re.Match[str], made: re.Match[str]) -> str:
    before, after = (made[side] or said[side] or "" for side in _SIDES)
    return f"{before}{made['number']}{after}"
