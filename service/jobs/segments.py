"""The cache of translated segments that workers share, emptied after whoever is forgotten."""

from __future__ import annotations

from wire.broker.clients import Client, text_of
from wire.broker.segments import BUCKETS, entry_of, index_of

PAGE = 500


async def forget_segments(client: Client) -> None:
    """Empty what workers share of translated sentences: whose they were is nowhere written.

    They are made again where they are wanted again. Raises redis errors as they are.
    """
    for bucket in range(BUCKETS):
        while members := await client.zrange(index_of(bucket), 0, PAGE - 1):
            pipeline = client.pipeline(transaction=False)
            for one in members:
                pipeline.delete(entry_of(bucket, text_of(one)))
            pipeline.zrem(index_of(bucket), *members)
            await pipeline.execute()
