"""Notifier: sends a frame to every open socket of a person, in whichever process it is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from service.realtime.frames import FromServer


class Notifier(Protocol):
    """One push per frame. A lost push loses nothing: the store is the truth, and clients ask it."""

    async def notify(self, person_id: str, frame: FromServer) -> None:
        """Send a frame to all sockets of one person. Does not raise when the broker is gone."""

    async def notify_all(self, people: Iterable[str], frame: FromServer) -> None:
        """The same for several people: it is encoded once."""
