"""Whether a text says "not", and whether its translation does: the worst a translation can lose."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources

import msgspec

from wire.contracts.languages import primary

_SENTENCES = re.compile(r"(?<=[.!?…;])(?!(?<=\b[Nn]o\.)\s\d)\s++|(?<!\s)\s*\n\s*+")


class _Words(msgspec.Struct, frozen=True):
    """Patterns of one language, as data/negation.toml says."""

    sure: re.Pattern[str]
    perhaps: re.Pattern[str]
    idle: re.Pattern[str]


def negations_of(language: str, text: str) -> tuple[str, ...]:
    """The words of `text` that surely deny, as written, in order; none for a language without a list.

    `language` is a BCP 47 tag. Lists: en, pt, es, fr, de, it, nl, ca.
    """
    words = _words(language)
    if words is None:
        return ()
    quiet = words.idle.sub(lambda one: " " * len(one[0]), _even(text))
    return tuple(text[one.start() : one.end()] for one in words.sure.finditer(quiet))


def negation_lost(source_language: str, text: str, target_language: str, translation: str) -> bool:
    """Whether a sentence of `text` surely denies something, and the same of `translation` in no way does.

    Where the two have different numbers of sentences, they are taken as wholes. Never true for a language
    without a list.
    """
    return bool(lost_negations(source_language, text, target_language, translation))


def negation_added(source_language: str, text: str, target_language: str, translation: str) -> bool:
    """Whether a sentence of `translation` surely denies something, and the same of `text` in no way does."""
    return bool(added_negations(source_language, text, target_language, translation))


def lost_negations(
    source_language: str, text: str, target_language: str, translation: str
) -> tuple[str, ...]:
    """The denying words of `text`, as written, whose sentence denies nothing in `translation`."""
    target = _words(target_language)
    if target is None:
        return ()
    return tuple(
        word
        for said, done in _side_by_side(text, translation)
        if (words := negations_of(source_language, said))
        and not (target.sure.search(_even(done)) or target.perhaps.search(_even(done)))
        for word in words
    )


def added_negations(
    source_language: str, text: str, target_language: str, translation: str
) -> tuple[str, ...]:
    """The denying words of `translation`, as written there, whose sentence denies nothing in `text`."""
    return lost_negations(target_language, translation, source_language, text)


def _side_by_side(text: str, translation: str) -> list[tuple[str, str]]:
    said, done = (
        [part for part in _SENTENCES.split(one) if any(sign.isalpha() for sign in part)]
        for one in (text, translation)
    )
    return list(zip(said, done, strict=True)) if len(said) == len(done) else [(text, translation)]


def _even(text: str) -> str:
    """As long as `text`: one kind of apostrophe, small letters."""
    plain = text.replace("’", "'").replace("´", "'")
    low = plain.lower()
    return low if len(low) == len(text) else plain


@cache
def _lists() -> Mapping[str, Mapping[str, list[str]]]:
    data = resources.files(__package__).joinpath("data/negation.toml").read_text("utf-8")
    lists: Mapping[str, Mapping[str, list[str]]] = tomllib.loads(data)
    return lists


@cache
def _words(language: str) -> _Words | None:
    lists = _lists().get(primary(language))
    return _Words(**{kind: _pattern(lists[kind]) for kind in ("sure", "perhaps", "idle")}) if lists else None


def _pattern(words: list[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(words)})(?!\w)")
