"""What people may write into each field. Every function gives back the text as it will be stored."""

from __future__ import annotations

import re
import unicodedata
from typing import get_args

from service.domain import Theme
from service.errors import InvalidInput, TextEmpty, TextTooLong

LONGEST_NAME = 80
LONGEST_CLIENT_ID = 100
PASSWORD = range(8, 257)
BIG = 2**53
"""No position is higher: what JavaScript counts exactly."""

_HANDLE = re.compile(r"[a-z0-9_.-]{2,32}")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?")


def storable(text: str, field: str) -> str:
    """Refuse what a database cannot hold: NUL, and halves of surrogate pairs. InvalidInput."""
    if "\x00" in text:
        raise InvalidInput(f"The {field} has a NUL character; leave it out.", field=field)
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise InvalidInput(f"The {field} is not valid Unicode.", field=field) from error
    return text


def is_blank(text: str) -> bool:
    """Whether there is nothing to see: only blanks, control and formatting characters."""
    return all(one.isspace() or unicodedata.category(one) in ("Cc", "Cf") for one in text)


def handle(text: str) -> str:
    """In lower case. InvalidInput."""
    text = text.strip().lower()
    if not _HANDLE.fullmatch(text):
        raise InvalidInput("A handle has 2 to 32 of a-z 0-9 _ . -", field="handle")
    return text


def is_handle(text: str) -> bool:
    """Whether somebody could have this handle."""
    return _HANDLE.fullmatch(text) is not None


def name(text: str) -> str:
    """One line without blanks around it. InvalidInput."""
    text = " ".join(storable(text, "name").split())
    if is_blank(text) or len(text) > LONGEST_NAME:
        raise InvalidInput(f"A name has 1 to {LONGEST_NAME} characters.", field="name")
    return text


def name_key(text: str) -> str:
    """The form of a name in which it is searched."""
    return unicodedata.normalize("NFKC", text).casefold()


def password(text: str) -> str:
    """As it is. InvalidInput."""
    if len(storable(text, "password")) not in PASSWORD:
        raise InvalidInput(f"A password has {PASSWORD[0]} to {PASSWORD[-1]} characters.", field="password")
    return text


def language(text: str) -> str:
    """A BCP 47 tag in its usual letters: `pt`, `pt-BR`, `zh-Hans`. InvalidInput."""
    if not _LANGUAGE.fullmatch(text):
        raise InvalidInput("A language is a tag such as en, pt or pt-BR.", field="language")
    first, *others = text.split("-")
    return "-".join([first.lower(), *(one.title() if len(one) == 4 else one.upper() for one in others)])


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
