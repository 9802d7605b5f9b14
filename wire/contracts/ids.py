"""Ids: UUIDv7 as 36 characters, so that they sort by the time of their making."""

from __future__ import annotations

import re
from datetime import datetime

from uuid_utils import uuid7

_SHAPE = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def new_id() -> str:
    """A new UUIDv7 in lower case."""
    return str(uuid7())


def is_id(text: str) -> bool:
    """Whether a text has the shape of an id; anything else cannot be in the store."""
    return _SHAPE.fullmatch(text) is not None


def first_id(at: datetime) -> str:
    """What sorts before every id made at that time or later, and after all made a millisecond before."""
    made = f"{int(at.timestamp() * 1000):012x}"
    return f"{made[:8]}-{made[8:]}"
