"""SQLite's log is looked after while this process writes: `service.store.folding` says why."""

from __future__ import annotations

import asyncio

from service.store import Store
from wire.tasks import on_news, pause

APART = 0.1
"""Seconds between two looks while somebody writes."""


async def run(store: Store, stop: asyncio.Event) -> None:
    """Fold what was written, until `stop` is set."""

    async def fold() -> None:
        await store.fold()
        await pause(stop, APART)

    await (stop.wait() if store.turned is None else on_news(store.turned, fold, stop))
