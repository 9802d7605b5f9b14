"""Ends a blocking read as soon as its reader is to stop, so that nobody waits out an idle read."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from redis.asyncio import Redis
from redis.exceptions import RedisError, ResponseError

from wire.tasks import pause

AGAIN = 0.05
"""Seconds between two tries: the flag may have been set a moment before the read began to wait."""


@asynccontextmanager
async def ending_reads(reader: object, client: object, stop: asyncio.Event) -> AsyncIterator[None]:
    """Inside, `stop` ends a read of `reader` that waits, by `client`: the read answers that nothing came.

    The broker ends it (`CLIENT UNBLOCK`), and not we by cancelling: nothing can be delivered to a reader that
    listens no more. Where that cannot be (a cluster, rights that leave the command out) the read ends by its
    own time-out.
    """
    number = await _number(reader)
    if number is None or not isinstance(client, Redis):
        yield
        return
    ended = asyncio.Event()
    waking = asyncio.create_task(_unblock(client, number, stop, ended))
    try:
        yield
    finally:
        ended.set()
        if not stop.is_set():
            waking.cancel()  # it waits for the flag alone; commands under way are never cancelled
        await asyncio.gather(waking, return_exceptions=True)


async def _number(reader: object) -> int | None:
    """What the broker calls the reader's connection. None where it does not say."""
    if not isinstance(reader, Redis):
        return None
    try:
        return int(await reader.client_id())
    except ResponseError:
        return None


async def _unblock(client: Redis, number: int, stop: asyncio.Event, ended: asyncio.Event) -> None:
    await stop.wait()
    while not ended.is_set():
        with suppress(RedisError, OSError):
            await client.client_unblock(number)
        await pause(ended, AGAIN)
