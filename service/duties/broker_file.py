"""The append-only file of our own broker: kept short, and free of what nobody has sent.

Previews are written to memory alone (`service.wire.broker.add_fleeting`), but a rewrite of the file writes
down all that is in memory. So the broker does not begin one by itself: it is begun here, after those streams
are emptied; and once at each start, for what an earlier version may have left in the file.
"""

from __future__ import annotations

import asyncio

from redis.exceptions import ResponseError

from service.wire.broker import Client
from service.wire.settings import Settings
from service.wire.streams import UNSENT, keys
from service.wire.supervise import every

LOOK_EVERY = 30.0

SMALLEST = 64 << 20
"""Bytes of file from which a rewrite is worth while; and it must have doubled since the last one."""


async def run(client: Client, settings: Settings, *, stop: asyncio.Event) -> None:
    """Rewrite at the start, and when the file has grown, until stopped. A broker of others is left alone."""
    if settings.redis_url:
        await stop.wait()
        return
    keeper = Keeper(client, settings.partitions)
    await every(LOOK_EVERY, "rewriting the broker's file", keeper.look, stop)


class Keeper:
    """Looks at the file, and has it rewritten where that is due. Twice at once does no harm."""

    def __init__(self, client: Client, partitions: int) -> None:
        self._client, self._partitions, self._begun = client, partitions, False

    async def look(self) -> None:
        """Rewrite for the first time, or where the file has doubled."""
        if not self._begun or await self._grown():
            await rewrite(self._client, self._partitions)
            self._begun = True

    async def _grown(self) -> bool:
        told = await self._client.info("persistence")
        size, base = int(told.get("aof_current_size", 0)), int(told.get("aof_base_size", 0))
        return size >= max(SMALLEST, 2 * base)


async def rewrite(client: Client, partitions: int) -> None:
    """Empty the fleeting streams and have the file written anew, with nothing in between.

    Who waits for a preview just then gets none, and asks again with the next pause; messages on these streams
    are on `messages` as well.
    """
    pipeline = client.pipeline(transaction=False)  # within a transaction the rewrite would begin later
    for name in sorted(UNSENT):
        for key in keys(name, partitions):
            pipeline.xtrim(key, maxlen=0, approximate=False)
    pipeline.bgrewriteaof()
    *_, answer = await pipeline.execute(raise_on_error=False)
    if isinstance(answer, ResponseError) and "in progress" not in str(answer):
        raise answer
