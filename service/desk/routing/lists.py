"""Lists of words that rows keep as JSON: languages, skills, ids."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from service.errors import InvalidInput
from service.text import validation
from service.text.folding import fold
from service.text.visible import is_blank

MOST_LANGUAGES, MOST_SKILLS, LONGEST_SKILL = 30, 20, 40

TOPICS = (
    "booking", "complaint", "courtesy", "delivery", "health", "meeting", "payment", "personal", "shopping",
    "support", "travel", "work",
)  # fmt: skip
"""What the task `topic` names; a test holds them to its own."""


def languages(tags: Iterable[str]) -> tuple[str, ...]:
    """Tags as they are kept, each once. InvalidInput."""
    found = tuple(dict.fromkeys(validation.language(one) for one in tags))
    return _bounded(found, MOST_LANGUAGES, "languages")


def skills(words: Iterable[str]) -> tuple[str, ...]:
    """Skills as they are compared: small, without accents and blanks around them, each once. InvalidInput."""
    found = tuple(dict.fromkeys(_skill(one) for one in words))
    return _bounded(found, MOST_SKILLS, "skills")


def topics(names: Iterable[str]) -> tuple[str, ...]:
    """Topics that there are, each once. InvalidInput."""
    found = tuple(dict.fromkeys(names))
    if not set(found) <= set(TOPICS):
        raise InvalidInput(f"One of {', '.join(TOPICS)}.", field="topics")
    return found


def primary(tag: str) -> str:
    """What is compared of a language: "pt" of "pt-BR"."""
    return tag.partition("-")[0]


def kept(words: Iterable[str]) -> str:
    """As a row has them."""
    return msgspec.json.encode(list(words)).decode()


def read(text: str) -> tuple[str, ...]:
    """Of what `kept` gave."""
    found: Any = msgspec.json.decode(text, type=tuple[str, ...])
    return tuple(found)


def _skill(text: str) -> str:
    word = " ".join(fold(validation.storable(text, "skills")).split())
    if is_blank(word) or len(word) > LONGEST_SKILL:
        raise InvalidInput(f"A skill has 1 to {LONGEST_SKILL} characters.", field="skills")
    return word


def _bounded(found: tuple[str, ...], most: int, field: str) -> tuple[str, ...]:
    if len(found) > most:
        raise InvalidInput(f"At most {most} of these.", field=field)
    return found
