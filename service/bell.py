"""The bell: tells a person's open sockets, wherever they are, that something is there for them."""

from __future__ import annotations

from typing import Protocol

from service.live import FromServer


class Bell(Protocol):
    """Rings once per frame. A lost ring loses nothing: the store is the truth, clients ask it."""

    async def ring(self, person_id: str, frame: FromServer) -> None:
        """Send a frame to all sockets of one person. Does not raise when the broker is gone."""
