"""What is no question: somebody wants a person, says hello, or thanks. By words alone, in any language."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache
from importlib.resources import files
from typing import Literal

import msgspec

Wish = Literal["human", "greeting", "thanks"]

LONGEST = 15
"""Words of a message in which somebody asks for a person; a longer one tells a story with people in it."""

LONGEST_GREETING = 5

_WORD = re.compile(r"[\w'’-]+")


class _Human(msgspec.Struct, frozen=True):
    nouns: frozenset[str]
    verbs: frozenset[str]
    fillers: frozenset[str]


class _Words(msgspec.Struct, frozen=True):
    human: _Human
    greeting: frozenset[str]
    thanks: frozenset[str]


def wish(text: str) -> Wish | None:
    """What a message wants besides an answer; null: it may be a question."""
    said, words = set(words_of(text)), _known()
    if not said:
        return None
    if len(said) <= LONGEST and _for_human(said, words.human):
        return "human"
    if len(said) > LONGEST_GREETING:
        return None
    if said <= words.greeting:
        return "greeting"
    return "thanks" if said <= words.thanks else None


def _for_human(said: set[str], words: _Human) -> bool:
    nouns = said & words.nouns
    return bool(nouns) and (bool(said & words.verbs) or said <= words.nouns | words.fillers)


def words_of(text: str) -> list[str]:
    """Words in small letters, without accents."""
    return _WORD.findall(_folded(text))


def _folded(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text.casefold().replace("’", "'"))
    return "".join(one for one in apart if not unicodedata.combining(one))


@cache
def _known() -> _Words:
    """The words that ship."""
    read = tomllib.loads(files("nlp.tasks.answer").joinpath("words.toml").read_text(encoding="utf-8"))
    human = {name: _set(text) for name, text in read["human"].items()}
    return _Words(_Human(**human), _set(read["greeting"]["words"]), _set(read["thanks"]["words"]))


def _set(text: str) -> frozenset[str]:
    return frozenset(_folded(text).split())
