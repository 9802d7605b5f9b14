"""What English tells of the reader: whether a sentence speaks to them, and whose things it is about."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources
from itertools import pairwise

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_YOU = re.compile(r"you(?:['’](?:re|ve|ll|d))?", re.I)
_YOURS = frozenset(["your", "yours", "yourself"])


def words_of(text: str) -> list[str]:
    """In small letters, apostrophes straight."""
    return [one.replace("’", "'").casefold() for one in _WORD.findall(text)]


def you_does(text: str) -> int:
    """How often "you" is who does something; "thank you" and "for you" are not."""
    words = words_of(text)
    return sum(_acts(words, at) for at, word in enumerate(words) if _YOU.fullmatch(word))


def is_yours(text: str) -> bool:
    """Whether what belongs to somebody belongs to the reader, and to nobody else."""
    words = set(words_of(text))
    return bool(words & _YOURS) and not words & _table()["others"]


def begins_with_you(text: str) -> bool:
    """Whether a sentence begins by telling or asking of the reader: "you", "do you", "when do you"."""
    first = words_of(text)[:3]
    return any(_YOU.fullmatch(word) for word in first[:1]) or any(
        _YOU.fullmatch(word) and before in _table()["asking"] for before, word in pairwise(first)
    )


def addresses(text: str) -> bool:
    """Whether there is a word that becomes another in another form of address."""
    return speaks_to_you(text) or bool(_YOURS & set(words_of(text)))


def speaks_to_you(text: str) -> bool:
    """Whether the reader is mentioned."""
    return any(_YOU.fullmatch(word) for word in words_of(text))


def only_me(text: str) -> bool:
    """Whether who writes is the only one of whom it says something."""
    words = set(words_of(text))
    return bool(words & _table()["mine"]) and not words & _table()["not_mine"]


def speaks_of_me(text: str) -> bool:
    """Whether who writes is mentioned, or thanks."""
    return bool(set(words_of(text)) & _table()["mine"])


def _acts(words: list[str], at: int) -> bool:
    known = _table()
    before = words[at - 1] if at else ""
    after = words[at + 1] if at + 1 < len(words) else ""
    if "'" in words[at] or before in known["asking"]:
        return True
    if before in known["before_objects"]:
        return after in known["verbs"] and before not in ("thank", "thanks")
    return bool(after)


@cache
def _table() -> dict[str, frozenset[str]]:
    """The lists that come with the package."""
    text = resources.files(__package__).joinpath("english.toml").read_text("utf-8")
    return {name: frozenset(words.split()) for name, words in tomllib.loads(text).items()}
