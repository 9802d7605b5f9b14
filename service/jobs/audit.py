"""Answers collectors that ask what the store knows: sends again what they miss, then a page of messages."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from datetime import UTC, datetime

from service.errors import Unavailable
from service.jobs.consuming import consume
from service.messaging.replay import known_after, recalled
from service.store import Store
from wire.broker.audit import AuditAsked
from wire.broker.clients import Client, add
from wire.broker.consumer import Delivery
from wire.broker.streams import AUDITS, RECALLS, stream
from wire.contracts.errors import NotNow
from wire.contracts.settings import Settings

log = logging.getLogger(__name__)


async def run(store: Store, client: Client, settings: Settings, name: str, *, stop: asyncio.Event) -> int:
    """Consume `audits` as group `apply` under the stable consumer name `name` until stopped.

    How many messages were sent again.
    """
    handler = Handler(store, client)
    await consume(settings, name, AUDITS, AuditAsked, handler.handle, stop=stop)
    return handler.sent


class Handler:
    """Answers the newest asking of a batch: older ones were of the same place, or of one before it."""

    def __init__(self, store: Store, client: Client) -> None:
        self._store, self._client = store, client
        self.sent = 0
        """Messages that a collector lacked, sent to it again."""

    async def handle(self, batch: Sequence[Delivery[AuditAsked]]) -> None:
        """NotNow while the store is busy. Nothing is written to the store; twice does no harm."""
        asked = batch[-1].value
        try:
            again = await recalled(self._store, asked.wanted) if asked.wanted else []
            page = await known_after(self._store, asked.after, datetime.now(UTC))
        except Unavailable as error:
            raise NotNow(error.message) from error
        if again:
            log.warning("%s messages that the event log lacks are sent to it again", len(asked.wanted))
        pipeline = self._client.pipeline(transaction=False)
        for event in (*again, page):
            add(pipeline, stream(RECALLS, 0), event)
        await pipeline.execute()
        self.sent += len(again)
