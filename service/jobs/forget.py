"""Taking a deleted person's words out of the broker: what waits for a worker, and what none could handle."""

from __future__ import annotations

import base64
import binascii
import logging
from collections.abc import AsyncIterator, Callable
from typing import Any

import msgspec
from redis.exceptions import RedisError

from service.events import AccountDeleted
from service.identity.deletion import erase, erased, unfinished
from service.jobs.segments import forget_segments
from service.store import Store
from service.store.unit_of_work import DomainEvent
from wire.broker.clients import Client, clock, text_of
from wire.broker.pending import body_of
from wire.broker.streams import (
    ANSWERS,
    BULK,
    DEAD,
    ENRICHMENTS,
    EVENTS,
    HURRIED,
    MESSAGES,
    RECALLS,
    REQUESTS,
    keys,
)

log = logging.getLogger(__name__)

PAGE = 200
HOLDING = (MESSAGES, BULK, HURRIED, REQUESTS, ENRICHMENTS, ANSWERS, RECALLS, EVENTS)
"""Streams whose entries have texts in them."""

LEFT = "left"
"""Sorted set of people who have left, and when: the broker's file still holds what their entries said."""
SETTLED = 60.0
"""Seconds after which no worker has anything of somebody who left in hand."""


class _Dead(msgspec.Struct):
    body: str = ""


class Eraser:
    """A subscriber: erases after whoever has left. Where it cannot, `finish_all` takes it up later."""

    def __init__(self, store: Store, client: Client) -> None:
        self._store, self._client = store, client

    async def hear(self, event: DomainEvent) -> None:
        """Erase after a deleted account."""
        if isinstance(event, AccountDeleted):
            await finish(self._store, self._client, event.person_id)


async def finish(store: Store, client: Client, person_id: str) -> None:
    """Erase what somebody deleted has written, in the store and in the broker; what fails is tried again."""
    await erase(store, person_id)
    try:
        await let_go(client, store.partitions, person_id)
    except (RedisError, OSError) as error:
        log.warning("erasing waits for the broker: %s", type(error).__name__)
        return
    await erased(store, person_id)


async def finish_all(store: Store, client: Client) -> int:
    """Take up what a process that died, or a broker that was away, has left. For how many people."""
    left = await unfinished(store)
    for person_id in left:
        await finish(store, client, person_id)
    return len(left)


async def let_go(client: Client, partitions: int, person_id: str) -> int:
    """As `forget`, and again once no worker has anything of theirs in hand; then its file is rewritten."""
    entries = await forget(client, partitions, person_id)
    await client.zadd(LEFT, {person_id: await clock(client, LEFT)})
    return entries


async def forget(client: Client, partitions: int, person_id: str) -> int:
    """Delete entries that name a person, and all shared segments. How many entries it were. Raises redis
    errors as they are.

    Work that was lost with them is asked for again by the job `reconcile`, without what is erased.
    """
    counts = [await _forget_in(client, stream, person_id.encode()) for stream in _streams(partitions)]
    await forget_segments(client)
    return sum(counts)


async def count(client: Client, partitions: int, person_id: str) -> int:
    """How many entries name a person. Raises redis errors as they are."""
    named, found = person_id.encode(), 0
    for stream in _streams(partitions):
        async for _, body in entries_of(client, stream):
            found += named in said(body, stream)
    return found


def _streams(partitions: int) -> list[str]:
    return [DEAD, *(key for name in HOLDING for key in keys(name, partitions))]


async def settled(client: Client) -> list[str]:
    """People who left some time ago, of whom the broker's file may still hold something."""
    before = await clock(client, LEFT) - SETTLED
    return [text_of(one) for one in await client.zrangebyscore(LEFT, "-inf", before)]


async def _forget_in(client: Client, stream: str, person_id: bytes) -> int:
    return await delete_where(client, stream, lambda body: person_id in said(body, stream))


async def delete_where(client: Client, stream: str, unwanted: Callable[[bytes], bool]) -> int:
    """Delete the entries of a stream whose body is `unwanted`. How many they were."""
    unwanted_ids = [entry_id async for entry_id, body in entries_of(client, stream) if unwanted(body)]
    pages = (unwanted_ids[start : start + PAGE] for start in range(0, len(unwanted_ids), PAGE))
    return sum([int(await client.xdel(stream, *page)) for page in pages])


async def entries_of(client: Client, stream: str) -> AsyncIterator[tuple[bytes, bytes]]:
    """Id and body of each entry that a stream has, a page at a time; what comes meanwhile may come, too."""
    after = "-"
    while True:
        page: Any = await client.xrange(stream, min=after, count=PAGE)
        for entry_id, fields in page:
            yield entry_id, body_of(fields)
        if len(page) < PAGE:
            return
        after = "(" + text_of(page[-1][0])


def said(body: bytes, stream: str) -> bytes:
    """What an entry says: of one put aside, what it said before."""
    if stream != DEAD:
        return body
    try:
        return base64.b64decode(msgspec.json.decode(body, type=_Dead).body)
    except (msgspec.DecodeError, binascii.Error, UnicodeDecodeError):
        return b""
