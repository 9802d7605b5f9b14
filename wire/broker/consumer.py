"""The one way to work off streams: a consumer of a group, for worker, web and collector.

Delivery is at least once: handlers are idempotent. To stop, set the flag; then, in this order: the read under
way ends (at once; on a cluster after at most `block` seconds), what it brought is handled and acknowledged,
the connections are closed. What waits for another try stays pending, for this consumer's next run or for
another consumer.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Generic, TypeVar

import redis.exceptions

from wire.broker.attempts import Attempts, Delivery, Policy
from wire.broker.clients import Client, connect, connect_blocking, ensure_group, text_of
from wire.broker.pending import Entry, Pending, body_of
from wire.broker.unblock import ending_reads
from wire.contracts.events import Dead
from wire.tasks import PASSING, Backoff, every, pause

__all__ = ["Consumer", "Delivery"]

T = TypeVar("T")

log = logging.getLogger(__name__)

GRACE = 10.0
"""Seconds beyond `block` after which a silent broker counts as gone."""


class Consumer(Generic[T]):
    """One consumer of a group over streams that share a hash tag; make one per partition.

    `handle` gets batches, at most `batch` long and of one stream, unless `together` says otherwise; when it
    returns, the whole batch is acknowledged. What it raises counts against the entries (see `attempts`), but
    for `supervise.PASSING`, which means "later".

    Args:
        url: the broker.
        group: consumer group; made at the first entry where it is missing.
        name: stable name of this consumer, unique within the group.
        streams: keys in order of urgency. New entries of the first are taken before any others.
        in_turn: the streams are alike: `batch` of each are taken, one stream after the other.
        together: of streams in turn, so many entries at most are handled at once, of several streams where
            each has few; one stream at a time unless given.
        decode: bytes to a value; what it raises sends the entry to `dead` at once.
        handle: works on deliveries. Entries delivered before come alone.
        on_dead: told of each entry that went to `dead`, with its value where it could be decoded.
        batch: most entries at once.
        block: seconds to wait for new entries, on a cluster also the longest wait to stop when idle.
        reclaim_after: seconds untouched after which entries of another consumer are taken over.
        max_deliveries: tries before an entry goes to `dead`.
        max_unfinished: deliveries that the process did not survive before an entry goes to `dead`; as many
            as `max_deliveries` unless given.
        kept: what `dead` may keep of an entry's bytes; all of them unless given.
    """

    def __init__(
        self,
        url: str,
        *,
        group: str,
        name: str,
        streams: Sequence[str],
        decode: Callable[[bytes], T],
        handle: Callable[[Sequence[Delivery[T]]], Awaitable[None]],
        on_dead: Callable[[Dead, T | None], Awaitable[None]] | None = None,
        batch: int = 16,
        block: float = 2.0,
        reclaim_after: float = 60.0,
        max_deliveries: int = 4,
        max_unfinished: int | None = None,
        kept: Callable[[bytes], bytes] = bytes,
        in_turn: bool = False,
        together: int = 0,
    ) -> None:
        self._url, self._group, self._name = url, group, name
        self._streams = tuple(streams)
        self._policy = Policy(decode, handle, on_dead, max_deliveries, max_unfinished or max_deliveries, kept)
        self._batch, self._block, self._reclaim_after = batch, block, reclaim_after
        self._together = together
        self._urgent = () if in_turn else self._streams[:1]
        self._reclaim_at = 0.0

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop` is set. Outlives a broker that goes, restarts or forgets its groups."""
        client, ended = connect(self._url), asyncio.Event()
        attempts = Attempts(client, Pending(client, self._group, self._name), self._policy, stop)
        holding = asyncio.create_task(every(self._reclaim_after / 3, "holding entries", attempts.hold, ended))
        try:
            await self._sessions(client, attempts, stop)
        finally:
            ended.set()
            await holding
            await client.aclose()

    async def _sessions(self, client: Client, attempts: Attempts[T], stop: asyncio.Event) -> None:
        backoff = Backoff()
        while not stop.is_set():
            try:
                await self._session(client, attempts, stop, backoff)
            except (*PASSING, redis.exceptions.RedisError, OSError) as error:  # TimeoutError is an OSError
                if backoff.tries == 0 or str(error).startswith("NOGROUP"):
                    log.warning("%s: connecting anew after %s: %s", self._group, type(error).__name__, error)
                await pause(stop, backoff.next())

    async def _session(
        self, client: Client, attempts: Attempts[T], stop: asyncio.Event, backoff: Backoff
    ) -> None:
        """From one connection to its end. Begins with what this consumer has left pending."""
        reader = connect_blocking(self._url)
        try:
            for stream in self._streams:
                await ensure_group(client, stream, self._group)
                attempts.schedule(stream, await attempts.pending.mine(stream))
            async with ending_reads(reader, client, stop):
                await self._turns(reader, attempts, stop, backoff)
        finally:
            await reader.aclose()

    async def _turns(
        self, reader: Client, attempts: Attempts[T], stop: asyncio.Event, backoff: Backoff
    ) -> None:
        while not stop.is_set():
            await self._reclaim(attempts)
            found = await self._fetch(reader, attempts, stop)
            with attempts.in_hand([entry for entries in found for entry in entries]):
                for number, entries in enumerate(joined(found, self._together)):
                    if number and stop.is_set():
                        break  # streams in turn: what is left of this turn stays pending
                    await attempts.first(entries)
            await attempts.again(self._batch)
            backoff.reset()

    async def _reclaim(self, attempts: Attempts[T]) -> None:
        now = asyncio.get_running_loop().time()
        if now < self._reclaim_at:
            return
        self._reclaim_at = now + self._reclaim_after * random.uniform(0.4, 0.6)
        for stream in self._streams:
            taken = await attempts.pending.take_over(stream, self._reclaim_after)
            if taken:
                log.warning("%s: took over %s unfinished entries of %s", self._group, len(taken), stream)
                attempts.schedule(stream, taken)

    async def _fetch(self, reader: Client, attempts: Attempts[T], stop: asyncio.Event) -> list[list[Entry]]:
        """New entries, a list per stream. Waits at most `block` seconds, less where a retry is due before."""
        due = attempts.due_in()
        wait = self._block if due is None else min(self._block, due)
        if attempts.waiting >= 4 * self._batch:
            await pause(stop, wait)
            return []
        if len(self._streams) > len(self._urgent) > 0 and (
            found := await self._read(reader, self._urgent, 0)
        ):
            return found
        return await self._read(reader, self._streams, wait)

    async def _read(self, reader: Client, streams: Sequence[str], wait: float) -> list[list[Entry]]:
        wanted: dict[Any, Any] = dict.fromkeys(streams, ">")
        block = max(1, int(wait * 1000)) if wait > 0 else None
        async with asyncio.timeout(wait + GRACE):
            rows: Any = await reader.xreadgroup(
                self._group, self._name, wanted, count=self._batch, block=block
            )
        return [
            [Entry(text_of(stream), text_of(entry_id), body_of(fields), 1) for entry_id, fields in entries]
            for stream, entries in rows
        ]


def joined(found: Sequence[list[Entry]], most: int) -> list[list[Entry]]:
    """The same in the same order, lists put together while they have at most `most` entries."""
    batches: list[list[Entry]] = []
    for entries in found:
        if batches and len(batches[-1]) + len(entries) <= most:
            batches[-1] += entries
        else:
            batches.append(list(entries))
    return batches
