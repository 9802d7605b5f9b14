"""Counting: in the broker, for all processes together; in this process alone while the broker is away.

Sliding window counters of the library `limits`: two small keys a limit and no host's clock. Measured against
its moving window on Valkey: 0.1–0.7 KB a key for 2.2–6.7.
"""

from __future__ import annotations

import asyncio
import logging
import math
import time
from collections.abc import Coroutine, Sequence
from functools import lru_cache
from hashlib import sha256
from typing import Any

from limits import RateLimitItem, RateLimitItemPerSecond
from limits.aio.storage import MemoryStorage, RedisStorage
from limits.aio.strategies import SlidingWindowCounterRateLimiter
from redis.exceptions import RedisError

from service.api.limits.ahead import Ahead, Owed, Part
from service.api.limits.shared import Entry, SharedStorage
from service.api.limits.table import Limit, with_overrides
from service.errors import TooManyTries
from wire.broker.clients import Client

log = logging.getLogger(__name__)

WITHIN = 0.5
"""Seconds that the broker gets to count."""
AWAY = 2.0
"""Seconds for which a broker that did not answer is not asked again."""
LONGEST = 200
"""Characters of names whose key is remembered: nobody fills the memory with what they send as one."""
MOST_KEYS = 20_000
"""Counters kept in this process while the broker is away; beyond, it begins anew."""


class RateLimiter:
    """Counts what people and addresses do, and refuses what is too much.

    Raises SettingsError where `overrides` name no limit. Limits hold per process while the broker is away:
    nobody is kept from writing by that, and nobody may flood.
    """

    def __init__(self, client: Client, overrides: Sequence[str] = (), longest: int = 0) -> None:
        self.table = with_overrides(overrides, longest)
        self._items = {one.name: _item(one) for one in self.table.values() if one.seconds}
        self._broker = SharedStorage(client, WITHIN)
        self._shared = SlidingWindowCounterRateLimiter(self._broker)
        self._memory = MemoryStorage()
        self._own = SlidingWindowCounterRateLimiter(self._memory)
        self._ahead = Ahead(self._count_late)
        self._away_until = 0.0

    async def hit(self, limit: Limit, *who: str, cost: int = 1) -> None:
        """Count `cost` for somebody.

        Raises:
            TooManyTries: it is too much, and was not counted. `details`: `retry_after` in seconds, `what`.
        """
        parts = self._parts((limit, cost))
        if await self._lets(who, parts):
            return
        if await self._answered(self._count(self._shared, limit, who, cost)):
            self._ahead.counted(_key(who), parts)
            return
        await self._make_room()
        await self._count(self._own, limit, who, cost)

    async def hit_both(self, first: Limit, second: Limit, *who: str, cost: int = 1) -> None:
        """Count one, and then `cost` of another, in one round trip. TooManyTries as of `hit`, of either."""
        parts = self._parts((first, 1), (second, cost))
        if await self._lets(who, parts):
            return
        if await self._answered(self._count_both(first, second, who, cost)):
            self._ahead.counted(_key(who), parts)
            return
        await self._make_room()
        await self._count(self._own, first, who, 1)
        await self._count(self._own, second, who, cost)

    async def run(self, stop: asyncio.Event) -> None:
        """Leave nothing uncounted when `stop` is set."""
        await stop.wait()
        await self.settle()

    async def settle(self) -> None:
        """Count what was let through before it was counted."""
        await self._ahead.settled()

    def _parts(self, *parts: Part) -> Sequence[Part]:
        """As the settings have the limits."""
        return [(self.table[limit.name], cost) for limit, cost in parts]

    async def _lets(self, who: tuple[str, ...], parts: Sequence[Part]) -> bool:
        """Whether nobody has to be asked; whatever was let through before is counted first where not."""
        if time.monotonic() >= self._away_until and self._ahead.takes(_key(who), parts):
            return True
        await self._ahead.settled()
        return False

    async def _count_late(self, owed: Sequence[Owed]) -> Sequence[bool]:
        entries, late = [self._entry(one.limit, one.key, one.cost) for one in owed], list[bool]()

        async def count() -> None:
            async with asyncio.timeout(WITHIN):
                late.extend(await self._broker.acquire_all(entries))

        if await self._answered(count()):
            return late
        await self._make_room()
        return [await self._own.hit(self._items[one.limit.name], one.key, cost=one.cost) for one in owed]

    async def _answered(self, counting: Coroutine[Any, Any, None]) -> bool:
        """Whether the broker counted, or refused; where it is away, it is left alone for a while."""
        if time.monotonic() < self._away_until:
            counting.close()
            return False
        try:
            await counting
        except (RedisError, OSError) as error:  # TimeoutError is an OSError
            log.warning("limits are counted in this process: the broker is away (%s)", type(error).__name__)
            self._away_until = time.monotonic() + AWAY
            return False
        return True

    async def _make_room(self) -> None:
        if len(self._memory.storage) > MOST_KEYS:
            await self._memory.reset()

    async def forgive(self, limit: Limit, *who: str) -> None:
        """What was counted for somebody does not count any more."""
        item, key = self._items[limit.name], _key(who)
        await self._own.clear(item, key)
        try:
            async with asyncio.timeout(WITHIN):
                await self._shared.clear(item, key)
        except (RedisError, OSError):
            self._away_until = time.monotonic() + AWAY

    async def _count(
        self, limiter: SlidingWindowCounterRateLimiter, limit: Limit, who: tuple[str, ...], cost: int
    ) -> None:
        item, key = self._items[limit.name], _key(who)
        if not await limiter.hit(item, key, cost=cost):
            await self._refuse(limiter, limit, key, cost)

    async def _count_both(self, first: Limit, second: Limit, who: tuple[str, ...], cost: int) -> None:
        key = _key(who)
        counted = await self._broker.acquire_both(self._entry(first, key, 1), self._entry(second, key, cost))
        if counted < 2:
            await self._refuse(self._shared, (first, second)[counted], key, (1, cost)[counted])

    def _entry(self, limit: Limit, key: str, cost: int) -> Entry:
        item = self._items[limit.name]
        return Entry(item.key_for(key), item.amount, item.get_expiry(), cost)

    async def _refuse(
        self, limiter: SlidingWindowCounterRateLimiter, limit: Limit, key: str, cost: int
    ) -> None:
        item, storage = self._items[limit.name], limiter.storage
        assert isinstance(storage, RedisStorage | MemoryStorage), "we gave it one of these"
        async with asyncio.timeout(WITHIN):
            window = await storage.get_sliding_window(item.key_for(key), item.get_expiry())
        wait = wait_for(item.amount, item.get_expiry(), cost, *window)
        raise TooManyTries(f"Too many tries. Try again in {wait} s.", retry_after=wait, what=limit.name)


def wait_for(
    amount: int,
    period: int,
    cost: int,
    previous: int,
    previous_left: float,
    current: int,
    current_left: float,
) -> int:
    """Whole seconds until `cost` fits again, if nothing else comes.

    What counts is `current`, and of `previous` the part that its `previous_left` seconds are of `period`.
    `current_left` is one period more than the current window lasts.
    """
    room = amount - cost
    if current <= room:
        return math.floor(_until(previous, room - current, previous_left, period)) + 1
    shift = max(0.0, current_left - period)
    return math.floor(shift + _until(current, room, period, period)) + 1


def _until(count: int, room: int, left: float, period: int) -> float:
    """Seconds until what counts of a window that fades is no more than `room` (rounded down)."""
    return max(0.0, left - (room + 1) * period / max(count, 1))


def _item(limit: Limit) -> RateLimitItem:
    return RateLimitItemPerSecond(limit.amount, limit.seconds, namespace=limit.name)


def _key(who: tuple[str, ...]) -> str:
    """One short key of whatever people send as their names."""
    return _remembered(who) if sum(map(len, who)) <= LONGEST else _made(who)


def _made(who: tuple[str, ...]) -> str:
    return sha256("\n".join(who).encode(errors="replace")).hexdigest()[:32]


_remembered = lru_cache(MOST_KEYS)(_made)
