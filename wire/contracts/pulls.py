"""Models of one language being fetched, as workers and the service say it to each other."""

from __future__ import annotations

from typing import Literal

import msgspec

PullState = Literal["waiting", "fetching", "done", "failed", "cancelled"]
PullReason = Literal["unreachable", "not_offered", "no_room", "not_written", "damaged"]


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody asked for."""

    id: str
    language: str
    """Primary subtag."""


class Pull(msgspec.Struct, frozen=True, kw_only=True):
    """How far it is."""

    id: str
    language: str
    state: PullState = "waiting"
    file: str = ""
    """What is being fetched."""
    done: int = 0
    """Bytes of that file that are here."""
    total: int | None = None
    """Bytes that it has; null where nobody says."""
    reason: PullReason | None = None
    """Why it failed."""
    detail: str = ""
    """The same for whoever runs the machine, in English."""
