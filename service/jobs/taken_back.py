"""Taking the words of messages that were taken back out of the broker: streams, and what workers share."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime, timedelta

import regex

from service.jobs.forget import HOLDING, LEFT, SETTLED, delete_where, said
from service.messaging.taken_back import noted, over
from service.store import Store
from wire.broker.clients import Client, clock, text_of
from wire.broker.segments import BUCKETS, entry_of, index_of
from wire.broker.streams import DEAD, keys
from wire.contracts.ids import new_id

PAGE = 500
_ID = regex.compile(rb'"message_id":"([^"]+)"|"id":"([^"]+)"')
_REMOVED = b'"kind":"removed"'
"""In news of a removal, which is to be told."""


async def clear(store: Store, client: Client) -> int:
    """Clear the broker of all messages that are noted. How many are over with. Raises redis errors.

    One is over with when no worker has it in hand any more, and all that the outbox had of it was sent.
    """
    now = datetime.now(UTC)
    found = await noted(store)
    if not found:
        return 0
    await forget_messages(client, store.partitions, {one.message_id for one in found})
    await forget_segments(client)
    past = now - timedelta(seconds=SETTLED)
    done = [one.message_id for one in found if one.relayed and one.at < past]
    if done:
        await over(store, done)
        # With a name that is nobody's: so that the broker's file is rewritten.
        await client.zadd(LEFT, {new_id(): await clock(client, LEFT)})
    return len(done)


async def forget_messages(client: Client, partitions: int, ids: Collection[str]) -> int:
    """Delete entries with the words of any of these messages. How many they were."""
    wanted = {one.encode() for one in ids}

    def speaks_of(body: bytes) -> bool:
        named = {part for found in _ID.findall(body) for part in found}
        return not wanted.isdisjoint(named) and _REMOVED not in body

    streams = [DEAD, *(key for name in HOLDING for key in keys(name, partitions))]
    counts = [
        await delete_where(client, stream, lambda body, of=stream: speaks_of(said(body, of)))  # type: ignore[misc]
        for stream in streams
    ]
    return sum(counts)


async def forget_segments(client: Client) -> None:
    """Empty what workers share of translated sentences: whose they were is nowhere written.

    They are made again where they are wanted again.
    """
    for bucket in range(BUCKETS):
        while members := await client.zrange(index_of(bucket), 0, PAGE - 1):
            pipeline = client.pipeline(transaction=False)
            for one in members:
                pipeline.delete(entry_of(bucket, text_of(one)))
            pipeline.zrem(index_of(bucket), *members)
            await pipeline.execute()
