"""Enrichments to the store: what a worker found, from where it is told to both sides."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from service.desk.bot.acting import answer
from service.enrichment.apply import apply_batch
from service.errors import Unavailable
from service.jobs.consuming import consume
from service.store import Store
from wire.broker.consumer import Delivery
from wire.broker.streams import ENRICHMENTS
from wire.contracts.errors import NotNow
from wire.contracts.events import Enriched
from wire.contracts.settings import Settings
from wire.observability.metrics import TRANSLATION


async def run(store: Store, settings: Settings, name: str, *, stop: asyncio.Event) -> None:
    """Consume `enrichments` as group `apply` under the stable consumer name `name` until stopped."""
    handler = Handler(store)
    await consume(settings, name, ENRICHMENTS, Enriched, handler.handle, stop=stop)


class Handler:
    """Applies a batch in one transaction, which tells whoever is concerned; then bots say what was found for
    their visitors. Twice tells the same twice, and is answered once."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def handle(self, batch: Sequence[Delivery[Enriched]]) -> None:
        """NotNow while the store is busy: the same batch comes again, uncounted."""
        try:
            await apply_batch(self._store, [one.value for one in batch])
            await answer(self._store, [one.value for one in batch])
        except Unavailable as error:
            raise NotNow(error.message) from error
        for one in batch:
            TRANSLATION.observe(max(0.0, (one.value.enriched_at - one.value.queued_at).total_seconds()))
