"""Enrichments to the store, then a push: what a worker found reaches both sides' sockets."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence

from service.enrichment.apply import apply_batch
from service.errors import Unavailable
from service.jobs.consuming import consume
from service.messaging.results import Applied
from service.realtime.frames import MessageEnriched, MoodChanged
from service.realtime.notifier import Notifier
from service.store import Store
from wire.broker.consumer import Delivery
from wire.broker.streams import ENRICHMENTS
from wire.contracts.errors import NotNow
from wire.contracts.events import Enriched
from wire.contracts.settings import Settings


async def run(
    store: Store, notifier: Notifier, settings: Settings, name: str, *, stop: asyncio.Event
) -> None:
    """Consume `enrichments` as group `apply` under the stable consumer name `name` until stopped."""
    handler = Handler(store, notifier)
    await consume(settings, name, ENRICHMENTS, Enriched, handler.handle, stop=stop)


class Handler:
    """Applies a batch in one transaction, then rings. Doing it twice tells the same twice."""

    def __init__(self, store: Store, notifier: Notifier) -> None:
        self._store, self._notifier = store, notifier

    async def handle(self, batch: Sequence[Delivery[Enriched]]) -> None:
        """NotNow while the store is busy: the same batch comes again, uncounted."""
        try:
            applied = await apply_batch(self._store, [one.value for one in batch])
        except Unavailable as error:
            raise NotNow(error.message) from error
        await notify(self._notifier, applied)


async def notify(notifier: Notifier, applied: Iterable[Applied]) -> None:
    """Tell both sides of each message, changed or not: a crash may have eaten the first ring.

    A side to whose screens nothing of it comes is left out.
    """
    for one in applied:
        sides = (
            (one.author_told, one.author_id, one.author_view),
            (one.reader_told, one.reader_id, one.reader_view),
        )
        for told, person_id, seen in sides:
            if told:
                frame = MessageEnriched(conversation_id=one.conversation_id, rev=one.rev, message=seen)
                await notifier.notify(person_id, frame)
        if one.mood is not None and one.reader_told:
            await notifier.notify(
                one.reader_id, MoodChanged(conversation_id=one.conversation_id, mood=one.mood)
            )
