"""Names in small letters, "dear maria, i moved to lisbon": engines know them in capitals alone."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from importlib import resources

LANGUAGES = frozenset(["en"])
"""Whose words none of the names is."""


def large(source: str, text: str) -> tuple[str, tuple[str, ...]]:
    """The text with its names in capitals, and those that were small."""
    if source not in LANGUAGES:
        return text, ()
    found: list[str] = []

    def one(name: re.Match[str]) -> str:
        found.append(name[0])
        return name[0].capitalize()

    return _names().sub(one, text), tuple(dict.fromkeys(found))


def small(text: str, names: Sequence[str]) -> str:
    """The translation with these in small letters again, where it has them as they are."""
    for name in names:
        text = re.sub(rf"(?<!\w){name.capitalize()}(?!\w)", name, text)
    return text


def is_name(word: str) -> bool:
    """Whether people are called so, in whichever letters."""
    return word.casefold() in frozenset(_table()["people"].split())


@cache
def _table() -> dict[str, str]:
    return tomllib.loads(resources.files(__package__).joinpath("data/names.toml").read_text("utf-8"))


@cache
def _names() -> re.Pattern[str]:
    """Whole words in small letters; none in an address or a handle."""
    known = sorted({word for words in _table().values() for word in words.split()}, key=len, reverse=True)
    return re.compile(rf"(?<![\w@#./'’-])(?:{'|'.join(known)})(?![\w@/-]|\.\w)")
