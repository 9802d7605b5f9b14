"""Repair, on a timer: lost work, expired sessions, the WAL, streams."""

from __future__ import annotations

import asyncio

from service.bell import Bell
from service.store import Store
from service.wire.broker import Client


async def run(store: Store, client: Client, bell: Bell, *, stop: asyncio.Event, every: float = 10.0) -> None:
    """Sweep every so many seconds until stopped."""
    raise NotImplementedError
