"""Outbox to streams."""

from __future__ import annotations

import asyncio

from service.store import Store
from service.wire.broker import Client


async def run(store: Store, client: Client, *, stop: asyncio.Event, poll: float = 1.0) -> None:
    """Send outbox rows until stopped; rides out a broker that is down."""
    raise NotImplementedError
