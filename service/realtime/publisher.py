"""Envelopes on their way to the broker: queued at once, sent by one task, tried again while it is down."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from collections.abc import Sequence
from typing import NamedTuple

from redis.exceptions import RedisError

from wire.broker.clients import Client
from wire.broker.scripts import Call, ManyCalls
from wire.tasks import Backoff, pause

log = logging.getLogger(__name__)

MAX_WAITING = 20_000
BATCH = 200

_SAID = ManyCalls("return redis.call('SPUBLISH', KEYS[1], ARGV[1])", keys=1, arguments=1)


class Out(NamedTuple):
    """One envelope. After `until` (seconds of the monotonic clock) it is of no use any more."""

    channel: str
    body: bytes
    until: float


class Publisher:
    """Bounded: where the broker stays away too long, the oldest go first; clients ask the store anyway."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._waiting: deque[Out] = deque(maxlen=MAX_WAITING)
        self._news = asyncio.Event()

    def add(self, channel: str, body: bytes, lasts: float = 600.0) -> None:
        """Queue one envelope; it is sent within `lasts` seconds or not at all."""
        self._waiting.append(Out(channel, body, time.monotonic() + lasts))
        self._news.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Send until `stop` is set and what waits is sent, or cannot be."""
        backoff = Backoff(0.1, 2.0)
        stopping = asyncio.create_task(stop.wait())
        stopping.add_done_callback(lambda _: self._news.set())
        try:
            while self._waiting or not stop.is_set():
                if not await self._send_some() and await pause(stop, backoff.next()):
                    break
                if not self._waiting and not stop.is_set():
                    backoff.reset()
                    await self._news.wait()
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
        if not batch:
            return
        await _SAID.run(self._client, [Call([one.channel], [one.body]) for one in batch])
