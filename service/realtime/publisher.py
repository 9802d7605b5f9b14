"""Envelopes on their way to the broker: queued at once, sent by one task, tried again while it is down.

As long as no other process hears any of them, whose sockets were told before, envelopes share round trips,
and do not leave at all: the broker is asked who listens to their channels, and each it gave to this process
alone would come back here. What is told is committed before, and who listens later looks into the store then:
so nobody misses what nobody listened to. Where another process has heard any of late, each leaves at once.
"""

from __future__ import annotations

import asyncio
import logging
import math
import time
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from redis.asyncio import Redis
from redis.exceptions import NoPermissionError, RedisError

from wire.broker.clients import Client
from wire.broker.scripts import Call, ManyCalls
from wire.tasks import Backoff, pause

log = logging.getLogger(__name__)

MAX_WAITING = 20_000
BATCH = 1000
"""Envelopes looked at together: of all on one channel one answer tells whether any has to leave."""

APART = 0.1
"""Seconds between the beginnings of two round trips while no other process hears what is said."""
HEARD_LASTS = 60.0
"""Seconds for which another process that heard something is reckoned with."""

_SAID = ManyCalls("return redis.call('SPUBLISH', KEYS[1], ARGV[1])")


class Out(NamedTuple):
    """One envelope. After `until` (seconds of the monotonic clock) it is of no use any more."""

    channel: str
    body: bytes
    until: float


class Publisher:
    """Bounded: where the broker stays away too long, the oldest go first; clients ask the store anyway.

    `hears` says whether this process itself is among those who hear a channel. `own` is a channel that it
    hears for as long as it hears any: a connection that is lost, and not noticed yet, is not counted.
    """

    def __init__(self, client: Client, hears: Callable[[str], bool], own: str) -> None:
        self._client, self._hears, self._own = client, hears, own
        self._alone_from = 0.0
        self._may_ask = isinstance(client, Redis)
        self._waiting: deque[Out] = deque(maxlen=MAX_WAITING)
        self._news = asyncio.Event()

    def add(self, channel: str, body: bytes, lasts: float = 600.0) -> None:
        """Queue one envelope; it is sent within `lasts` seconds or not at all."""
        self._waiting.append(Out(channel, body, time.monotonic() + lasts))
        self._news.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Send until `stop` is set and what waits is sent, or cannot be."""
        backoff, began = Backoff(0.1, 2.0), -math.inf
        stopping = asyncio.create_task(stop.wait())
        stopping.add_done_callback(lambda _: self._news.set())
        try:
            while self._waiting or not stop.is_set():
                if self._waiting:
                    began = time.monotonic()
                if not await self._send_some() and await pause(stop, backoff.next()):
                    break
                if not self._waiting and not stop.is_set():
                    backoff.reset()
                    await self._news.wait()
                if len(self._waiting) < BATCH and time.monotonic() > self._alone_from:
                    await pause(stop, began + APART - time.monotonic())
        finally:
            stopping.cancel()

    async def _send_some(self) -> bool:
        self._news.clear()
        batch = [self._waiting.popleft() for _ in range(min(BATCH, len(self._waiting)))]
        now = time.monotonic()
        batch = [one for one in batch if one.until > now]
        try:
            await self._publish(batch)
        except (RedisError, OSError) as error:
            log.warning("notifications wait for the broker: %s", error)
            self._put_back(batch)
            return False
        return True

    def _put_back(self, batch: Sequence[Out]) -> None:
        room = MAX_WAITING - len(self._waiting)
        if room:
            self._waiting.extendleft(reversed(batch[-room:]))

    async def _publish(self, batch: Sequence[Out]) -> None:
        if batch and self._may_ask and time.monotonic() > self._alone_from:
            batch = await self._kept_back(batch)
        if not batch:
            return
        heard = await _SAID.run(self._client, [Call([one.channel], [one.body]) for one in batch])
        if any(count > self._hears(one.channel) for one, count in zip(batch, heard, strict=True)):
            self._alone_from = time.monotonic() + HEARD_LASTS

    async def _kept_back(self, batch: Sequence[Out]) -> Sequence[Out]:
        """Without what nobody else hears; all, from now on, where the broker's user may not ask that."""
        assert isinstance(self._client, Redis), "clusters are not asked"
        try:
            return await self._heard_elsewhere(self._client, batch)
        except NoPermissionError:
            log.warning(
                "the broker's user may not ask PUBSUB SHARDNUMSUB: all is sent, also what nobody hears"
            )
            self._may_ask = False
            return batch

    async def _heard_elsewhere(self, client: Redis, batch: Sequence[Out]) -> Sequence[Out]:
        """Those on channels that another process hears; all of them where that is not certain."""
        channels = list(dict.fromkeys(one.channel for one in batch))
        counted: Any = await client.pubsub_shardnumsub(self._own, *channels)
        listening = [int(count) for _, count in counted]
        if listening[0] != 1:
            return batch
        heard = {one for one, count in zip(channels, listening[1:], strict=True) if count > self._hears(one)}
        return [one for one in batch if one.channel in heard]
