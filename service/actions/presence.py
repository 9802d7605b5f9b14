"""When people were last here."""

from __future__ import annotations

from datetime import datetime

from service.store import Store


async def seen(store: Store, person_id: str, at: datetime) -> None:
    """Note when a person was last here."""
    raise NotImplementedError


async def presence_started(store: Store, person_id: str, at: datetime) -> None:
    """A person's first socket opened: for analytics."""
    raise NotImplementedError


async def presence_ended(store: Store, person_id: str, at: datetime) -> None:
    """A person's last socket closed: for analytics; notes `seen` too."""
    raise NotImplementedError
