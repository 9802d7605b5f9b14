"""Enrichments to the store, then the bell: what a worker found reaches both sides' sockets."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence

from service.actions import Applied, apply_batch
from service.bell import Bell
from service.duties.consuming import consume
from service.errors import Unavailable
from service.live import MessageEnriched, MoodChanged
from service.store import Store
from service.wire.consumer import Delivery
from service.wire.errors import NotNow
from service.wire.events import Enriched
from service.wire.settings import Settings
from service.wire.streams import ENRICHMENTS


async def run(store: Store, bell: Bell, settings: Settings, name: str, *, stop: asyncio.Event) -> None:
    """Consume `enrichments` as group `apply` under the stable consumer name `name` until stopped."""
    handler = Handler(store, bell)
    await consume(settings, name, ENRICHMENTS, Enriched, handler.handle, stop=stop)


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
                await bell.ring(person_id, frame)
        if one.mood is not None and one.reader_told:
            await bell.ring(one.reader_id, MoodChanged(conversation_id=one.conversation_id, mood=one.mood))
