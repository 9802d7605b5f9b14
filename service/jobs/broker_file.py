"""The append-only file of our own broker: kept short, and free of what nobody has sent.

Previews are written to memory alone (`wire.broker.clients.add_fleeting`), but a rewrite of the file writes
down all that is in memory. So the broker does not begin one by itself: it is begun here, after those streams
are emptied; and once by each process that runs this job, for what an earlier version may have left in the
file. What was deleted since is in the file, too: it is rewritten when somebody has left.
"""

from __future__ import annotations

from redis.exceptions import ResponseError

from service.jobs.forget import LEFT, forget, settled
from wire.broker.clients import Client
from wire.broker.streams import UNSENT, keys

SMALLEST = 64 << 20
"""Bytes of file from which a rewrite is worth while; and it must have doubled since the last one."""


class Keeper:
    """Looks at the file, and has it rewritten where that is due. The file of others is left alone."""

    def __init__(self, client: Client, partitions: int, *, ours: bool = True) -> None:
        self._client, self._partitions, self._ours, self._begun = client, partitions, ours, False

    async def look(self) -> int:
        """Rewrite for the first time, where the file has doubled, or where somebody has left. How often."""
        left = await settled(self._client)
        for person_id in left:  # again: a worker may have had something of theirs in hand
            await forget(self._client, self._partitions, person_id)
        due = self._ours and (left or not self._begun or await self._grown())
        if due:
            if not await rewrite(self._client, self._partitions):
                return 0
            self._begun = True
        if left:
            await self._client.zrem(LEFT, *left)
        return int(bool(due))

    async def _grown(self) -> bool:
        told = await self._client.info("persistence")
        size, base = int(told.get("aof_current_size", 0)), int(told.get("aof_base_size", 0))
        return size >= max(SMALLEST, 2 * base)


async def rewrite(client: Client, partitions: int) -> bool:
    """Empty the fleeting streams and have the file written anew, with nothing in between.

    False where a rewrite was under way: it writes what was there when it began.

    Who waits for a preview just then gets none, and asks again with the next pause; messages on these streams
    are on `messages` as well.
    """
    pipeline = client.pipeline(transaction=False)  # within a transaction the rewrite would begin later
    for name in sorted(UNSENT):
        for key in keys(name, partitions):
            pipeline.xtrim(key, maxlen=0, approximate=False)
    pipeline.bgrewriteaof()
    *_, answer = await pipeline.execute(raise_on_error=False)
    if isinstance(answer, ResponseError):
        if "in progress" not in str(answer):
            raise answer
        return False
    return True
