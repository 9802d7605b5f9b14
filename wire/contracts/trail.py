"""Ids that follow one message through every part: of the request that began it, and of the message.

They are in the context of what runs, and in events on streams; logs and traces take them from here.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from contextvars import ContextVar

_NONE: Mapping[str, str] = {}
_trail: ContextVar[Mapping[str, str]] = ContextVar("trail", default=_NONE)
_GOOD = re.compile(r"[0-9a-f]{32}")


def new_request_id() -> str:
    """An id for a request: 32 hex digits, as a W3C trace id is."""
    return os.urandom(16).hex()


def read_request_id(text: str) -> str:
    """The id that a client gave, if it is one; else a new one. Anything else may hold what no log may."""
    return text if _GOOD.fullmatch(text) and int(text, 16) else new_request_id()


def current() -> Mapping[str, str]:
    """Ids of what runs now, by name."""
    return _trail.get()


def request_id() -> str | None:
    """Id of the request that what runs now is part of."""
    return _trail.get().get("request_id")


class following:  # a function in all but how fast it is: each frame of a socket has one
    """Add ids to the trail while inside; those that are None change nothing."""

    __slots__ = ("_ids", "_token")

    def __init__(self, **ids: str | None) -> None:
        self._ids = ids

    def __enter__(self) -> None:
        added = {name: one for name, one in self._ids.items() if one is not None}
        self._token = _trail.set({**_trail.get(), **added})

    def __exit__(self, *_: object) -> None:
        _trail.reset(self._token)
