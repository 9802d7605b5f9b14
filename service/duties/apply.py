"""Enrichments to the store, then the bell."""

from __future__ import annotations

import asyncio

from service.bell import Bell
from service.store import Store
from service.wire.settings import Settings


async def run(store: Store, bell: Bell, settings: Settings, name: str, *, stop: asyncio.Event) -> None:
    """Consume `enrichments` as group `apply` under consumer name `name` until stopped."""
    raise NotImplementedError
