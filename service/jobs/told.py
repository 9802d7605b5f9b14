"""Domain events of processes that serve no sockets: told here, as if they had happened here."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from service.errors import Unavailable
from service.events import AnyEvent
from service.jobs.consuming import consume
from service.store import Store
from wire.broker.consumer import Delivery
from wire.broker.streams import EVENTS, GROUP_SCREENS
from wire.contracts.errors import NotNow
from wire.contracts.settings import Settings

_KIND: Any = AnyEvent


async def run(store: Store, settings: Settings, name: str, *, stop: asyncio.Event) -> None:
    """Consume `events` as group `screens` under the stable consumer name `name` until stopped.

    One web process takes an event; its subscribers reach sockets of all processes.
    """
    handler = Handler(store)
    await consume(settings, name, EVENTS, _KIND, handler.handle, stop=stop, group=GROUP_SCREENS)


class Handler:
    """Gives each event to the subscribers of this process. Twice does no harm."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def handle(self, batch: Sequence[Delivery[AnyEvent]]) -> None:
        """NotNow while the store is busy: the same batch comes again, uncounted."""
        for one in batch:
            try:
                await self._store.subscribers.deliver(one.value)
            except Unavailable as error:
                raise NotNow(error.message) from error
