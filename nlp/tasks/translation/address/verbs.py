"""Verbs of Portuguese in the third person singular, which goes with "você", and what goes with "tu"."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources

import msgspec

_ENDINGS = (
    (re.compile(r"ou$"), "aste"),
    (re.compile(r"eu$"), "este"),
    (re.compile(r"iu$"), "iste"),
    (re.compile(r"ém$"), "éns"),
    (re.compile(r"(?<=[aeo])m$"), "ns"),
    (re.compile(r"(?<=[aeo]z)$|(?<=[aei]r)$"), "es"),
    (re.compile(r"(?<=[aeiáêãéóú])$"), "s"),
)
"""Of a form of the third person, in any tense, and what stands instead of it. The first that fits."""

_SOFT = {"ar": (("c", "qu"), ("g", "gu"), ("ç", "c")), "er": (("c", "ç"), ("g", "j"), ("gu", "g")), "ir": ()}
"""How the last sound of a stem is written before the other vowel: "pagar", "pague"."""


class Forms(msgspec.Struct, frozen=True):
    """Known forms of the third person, and those that go with "tu"."""

    told: Mapping[str, str]
    """Of verbs that tell or ask a question."""
    asking: Mapping[str, tuple[str, str]]
    """Of verbs that ask for something: the form that asks, and the one that denies or stands after "que"."""
    conditional: Mapping[str, str]
    """Of verbs after "se" and "quando"."""


@cache
def forms() -> Forms:
    """The table that comes with the package."""
    table = _table()
    told: dict[str, str] = {}
    asking: dict[str, tuple[str, str]] = {}
    conditional: dict[str, str] = {}
    for infinitive in table["regular"].split():
        stem, end = infinitive[:-2], infinitive[-2:]
        told |= _regular(stem, end)
        asked = _soft(stem, end) + ("e" if end == "ar" else "a")
        asking[asked] = (stem + ("a" if end == "ar" else "e"), f"{asked}s")
        conditional[infinitive] = f"{infinitive}es"
    told |= {third: second for third, second in _rows(table["finite"])}
    asking |= {third: (second, other) for third, second, other in _rows(table["asking"])}
    conditional |= {third: second for third, second in _rows(table["conditional"])}
    return Forms(told, asking, conditional)


@cache
def _table() -> dict[str, str]:
    return tomllib.loads(resources.files(__package__).joinpath("verbs.toml").read_text("utf-8"))


@cache
def _no_verbs() -> frozenset[str]:
    return frozenset(_table()["no_verbs"].split())


@cache
def nouns_that_ask() -> Mapping[str, frozenset[str]]:
    """Forms that ask and are nouns, too, each with the verbs of English where it asks."""
    rows = _rows(_table()["nouns_that_ask"])
    return {form: frozenset(english) for form, *english in rows}


@cache
def nouns_that_tell() -> frozenset[str]:
    """Forms that tell and are nouns, too."""
    return frozenset(_table()["nouns_that_tell"].split())


@cache
def never_told() -> frozenset[str]:
    """What looks like a form that tells, and is another word where a clause begins."""
    return frozenset(_table()["never_told"].split())


def second_person(word: str) -> str | None:
    """What goes with "tu", of any word that stands where the verb of "você" does; null: it is no verb."""
    known = forms()
    found = known.told.get(word) or known.conditional.get(word)
    if found is None and word in known.asking:
        found = known.asking[word][1]
    return found or _by_its_ending(word)


def _by_its_ending(word: str) -> str | None:
    if len(word) < 3 or word in _no_verbs() or word.endswith("mente"):
        return None
    for end, instead in _ENDINGS:
        if end.search(word):
            return end.sub(instead, word, count=1)
    return None


def _regular(stem: str, end: str) -> dict[str, str]:
    vowel, past, long = ("a", "ou", "ava") if end == "ar" else ("e", "eu" if end == "er" else "iu", "ia")
    thirds = (
        stem + vowel, stem + past, stem + long, f"{stem}{end}á", f"{stem}{end}ia"
    )  # fmt: skip
    known = ((third, _by_its_ending(third)) for third in thirds)
    return {third: second for third, second in known if second is not None}


def _soft(stem: str, end: str) -> str:
    for last, written in _SOFT[end]:
        if stem.endswith(last):
            return stem.removesuffix(last) + written
    return stem


def _rows(text: str) -> Iterator[list[str]]:
    for row in text.split(","):
        yield row.split()
