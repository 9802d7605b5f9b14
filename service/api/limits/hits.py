"""Many hits in one round trip: what is to be counted while the broker answers goes with the next one."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from contextvars import Context
from typing import NamedTuple

from redis.exceptions import ConnectionError as BrokerAway
from redis.exceptions import RedisError

from wire.broker.clients import Client
from wire.broker.scripts import AT_ONCE, Call, ManyCalls

log = logging.getLogger(__name__)

TURNS = 4
"""Round trips that a hit may have to wait for, its own and those before it."""


class _Hit(NamedTuple):
    call: Call
    counted: asyncio.Future[int]


class Hits:
    """Runs a script for everybody who counts; the broker has `within` seconds for each round trip."""

    def __init__(self, client: Client, script: ManyCalls, within: float) -> None:
        self._client, self._script, self._within = client, script, within
        self._waiting: list[_Hit] = []
        self._sending: asyncio.Task[None] | None = None

    async def count(self, keys: Sequence[str], arguments: Sequence[int]) -> int:
        """Run the script for these; its answer. RedisError or OSError where the broker is away."""
        counted: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Hit(Call(keys, arguments), counted))
        sending = self._begin()
        try:
            async with asyncio.timeout(TURNS * self._within):
                return await counted
        except TimeoutError:
            if counted.cancelled() and self._sending is sending:  # the first of those that nobody answered
                self._begin_anew(sending)
            raise

    def _begin(self) -> asyncio.Task[None]:
        if self._sending is None or self._sending.done():
            self._sending = asyncio.create_task(self._send(), context=Context())
        return self._sending

    def _begin_anew(self, stuck: asyncio.Task[None]) -> None:
        """A client that takes no end for one holds up nobody who comes later."""
        log.error("hits are counted anew: those before them came to no end")
        stuck.cancel()
        self._sending = None
        if self._waiting:
            self._begin()

    async def _send(self) -> None:
        while self._waiting:
            batch = self._waiting[:AT_ONCE]
            del self._waiting[:AT_ONCE]
            await self._count([one for one in batch if not one.counted.done()])

    async def _count(self, batch: Sequence[_Hit]) -> None:
        try:
            async with asyncio.timeout(self._within):
                answers = await self._script.run(self._client, [one.call for one in batch])
        except (RedisError, OSError) as error:  # TimeoutError is an OSError
            _refuse(batch, error)
            return
        except asyncio.CancelledError:
            _refuse(batch, BrokerAway("those before came to no end"))
            raise
        except Exception as error:  # whatever the client makes of a cluster in trouble: nobody waits for ever
            log.exception("hits could not be counted")
            _refuse(batch, BrokerAway(f"hits could not be counted: {type(error).__name__}"))
            return
        for one, answer in zip(batch, answers, strict=True):
            if not one.counted.done():
                one.counted.set_result(answer)


def _refuse(batch: Sequence[_Hit], error: Exception) -> None:
    for one in batch:
        if not one.counted.done():
            one.counted.set_exception(error)
