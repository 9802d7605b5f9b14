"""Outbox to streams: what was committed reaches the broker, at least once, in order; messages with what helps
to understand them, looked up here so that nobody who posts waits for it. `routing` says to which stream.

Rows are deleted after the broker has taken them: a crash in between sends them again, and every reader is
idempotent. While the broker is away the rows stay, and are tried again after growing waits.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from typing import Any

import redis.exceptions

from service.enrichment.attach_context import attach_context
from service.errors import Unavailable
from service.jobs.routing import routed
from service.store import Store, outbox
from wire.broker.clients import Client
from wire.broker.streams import BODY
from wire.tasks import Backoff, pause

log = logging.getLogger(__name__)

BATCH = 200
"""Rows sent at once."""

POLL = 1.0
"""Seconds between looks at the outbox when nobody woke us: for rows of other processes, or of a crash."""


async def run(store: Store, client: Client, *, stop: asyncio.Event, poll: float = POLL) -> None:
    """Send outbox rows until stopped; a commit of this process wakes it at once.

    Several processes may run it: on PostgreSQL they share the rows; on SQLite only one process has the store.
    """
    backoff = Backoff(first=0.1, longest=5.0)
    while not stop.is_set():
        store.outbox_filled.clear()
        try:
            sent = await relay_once(store, client)
        except (redis.exceptions.RedisError, Unavailable, OSError) as error:
            if backoff.tries == 0:
                log.warning("relay: %s; rows stay in the outbox until it works again", error)
            await pause(stop, backoff.next())
            continue
        if backoff.tries:
            log.warning("relay: works again")
            backoff.reset()
        if sent < BATCH:
            await _until(store.outbox_filled, stop, poll)


async def relay_once(store: Store, client: Client) -> int:
    """Send the oldest rows, up to BATCH, and delete them. Gives their number."""
    if store.locks_rows:
        async with store.writing(relaxed=True) as connection:
            rows = await outbox.oldest(connection, BATCH)
            await _send(client, await attach_context(connection, rows))
            await outbox.remove(connection, rows)
        return len(rows)
    async with store.reading() as connection:
        rows = await attach_context(connection, await outbox.oldest(connection, BATCH))
    if rows:  # SQLite has one writer: the broker is not waited for within its transaction
        await _send(client, rows)
        async with store.writing(relaxed=True) as connection:
            await outbox.remove(connection, rows)
    return len(rows)


async def _send(client: Client, rows: Sequence[outbox.Row]) -> None:
    if not rows:
        return
    entries = await routed(client, rows)
    pipeline = client.pipeline(transaction=False)
    for stream, body in entries:
        fields: dict[Any, Any] = {BODY: body}
        pipeline.xadd(stream, fields)
    await pipeline.execute()


async def _until(filled: asyncio.Event, stop: asyncio.Event, seconds: float) -> None:
    """Wait until either is set, or the time is over."""
    waits = [asyncio.create_task(one.wait()) for one in (filled, stop)]
    try:
        await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for one in waits:
            one.cancel()
        await asyncio.gather(*waits, return_exceptions=True)
