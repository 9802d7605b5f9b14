"""What people may write into each field. Every function gives back the text as it will be stored."""

from __future__ import annotations

from typing import get_args

from service.errors import InvalidInput, TextEmpty, TextTooLong
from service.models import Theme
from service.text.visible import is_blank
from wire.contracts.languages import standard

LONGEST_CLIENT_ID = 100
BIG = 2**53
"""No position is higher: what JavaScript counts exactly."""


def storable(text: str, field: str) -> str:
    """Refuse what a database cannot hold: NUL, and halves of surrogate pairs. InvalidInput."""
    if "\x00" in text:
        raise InvalidInput(f"The {field} has a NUL character; leave it out.", field=field)
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise InvalidInput(f"The {field} is not valid Unicode.", field=field) from error
    return text


def language(text: str) -> str:
    """A BCP 47 tag in its usual letters: `pt`, `pt-BR`, `zh-Hans`. InvalidInput."""
    tag = standard(text)
    if tag is None:
        raise InvalidInput("A language is a tag such as en, pt or pt-BR.", field="language")
    return tag


def theme(text: str) -> Theme:
    """InvalidInput where it is none of ours."""
    for known in get_args(Theme):
        if text == known:
            return known  # type: ignore[no-any-return]
    raise InvalidInput(f"A theme is one of {', '.join(get_args(Theme))}.", field="theme")


def client_id(text: str) -> str:
    """InvalidInput."""
    if not 1 <= len(storable(text, "client_id")) <= LONGEST_CLIENT_ID:
        raise InvalidInput(f"A client_id has 1 to {LONGEST_CLIENT_ID} characters.", field="client_id")
    return text


def without_margins(text: str) -> str:
    """Without empty lines around it and blanks at its end. Where lines follow, the first keeps its indent."""
    trimmed = text.rstrip()
    if "\n" not in trimmed.lstrip():
        return trimmed.lstrip()
    indent = len(trimmed) - len(trimmed.lstrip())
    return trimmed[trimmed.rfind("\n", 0, indent) + 1 :]


def message_text(text: str, limit: int) -> str:
    """As it is. TextEmpty, TextTooLong, InvalidInput."""
    if len(text) > limit:
        raise TextTooLong(f"A message has at most {limit} characters; this has {len(text)}.", limit=limit)
    if is_blank(storable(text, "text")):
        raise TextEmpty("Write something first.")
    return text


def position(number: int) -> int:
    """A `seq` or `rev` that any database can compare."""
    return max(0, min(number, BIG))
