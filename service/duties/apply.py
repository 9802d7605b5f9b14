"""Enrichments to the store, then the bell: what a worker found reaches both sides' sockets."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence

from service.actions import Applied, apply_batch
from service.bell import Bell
from service.errors import Unavailable
from service.live import MessageEnriched, MoodChanged
from service.store import Store
from service.wire.codec import decoder
from service.wire.consumer import Consumer, Delivery
from service.wire.errors import NotNow
from service.wire.events import Enriched
from service.wire.settings import Settings
from service.wire.streams import ENRICHMENTS, GROUP_APPLY, keys

BATCH = 64
"""Enrichments applied in one transaction."""

BLOCK = 2.0
"""Seconds that one read waits, so also the longest time to stop."""


async def run(store: Store, bell: Bell, settings: Settings, name: str, *, stop: asyncio.Event) -> None:
    """Consume `enrichments` as group `apply` under the stable consumer name `name` until stopped."""
    handler = Handler(store, bell)
    consumers = [
        Consumer(
            settings.broker_url,
            group=GROUP_APPLY,
            name=name,
            streams=(key,),
            decode=decoder(Enriched),
            handle=handler.handle,
            batch=BATCH,
            block=BLOCK,
            reclaim_after=settings.reclaim_after,
            max_deliveries=settings.max_deliveries,
        )
        for key in keys(ENRICHMENTS, settings.partitions)
    ]
    async with asyncio.TaskGroup() as group:
        for consumer in consumers:
            group.create_task(consumer.run(stop))


class Handler:
    """Applies a batch in one transaction, then rings. Doing it twice tells the same twice."""

    def __init__(self, store: Store, bell: Bell) -> None:
        self._store, self._bell = store, bell

    async def handle(self, batch: Sequence[Delivery[Enriched]]) -> None:
        """NotNow while the store is busy: the same batch comes again, uncounted."""
        try:
            applied = await apply_batch(self._store, [one.value for one in batch])
        except Unavailable as error:
            raise NotNow(error.message) from error
        await ring(self._bell, applied)


async def ring(bell: Bell, applied: Iterable[Applied]) -> None:
    """Tell both sides of each message, changed or not: a crash may have eaten the first ring."""
    for one in applied:
        for person_id, seen in ((one.author_id, one.author_view), (one.reader_id, one.reader_view)):
            frame = MessageEnriched(conversation_id=one.conversation_id, rev=one.rev, message=seen)
            await bell.ring(person_id, frame)
        if one.mood is not None:
            await bell.ring(one.reader_id, MoodChanged(conversation_id=one.conversation_id, mood=one.mood))
