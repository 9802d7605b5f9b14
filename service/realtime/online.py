"""Who is connected to any process: entries in the broker that end by themselves when a process dies."""

from __future__ import annotations

from wire.broker.clients import Client, clock
from wire.broker.scripts import Call, ManyCalls

HOLDS = 45.0
"""Seconds that an entry counts without being renewed."""
RENEW_EVERY = 15.0
INDEX = "presence:people"
"""Sorted set: person id by the time until which somebody holds them online."""

_HOLD = ManyCalls(
    """
redis.call('ZADD', KEYS[1], ARGV[1], ARGV[2])
return redis.call('EXPIRE', KEYS[1], ARGV[3])
"""
)
_LIST = ManyCalls("return redis.call('ZADD', KEYS[1], 'GT', ARGV[1], ARGV[2])")
"""Whether a person was not on the index."""


def _key(person_id: str) -> str:
    return f"presence:{{{person_id}}}"


class OnlineRegistry:
    """Per person a sorted set of process ids by expiry, and an index of all people who are online.

    Every method raises redis errors as they are. Times are seconds of the epoch, by the broker's clock:
    hosts whose clocks differ must not take each other's people for gone.
    """

    def __init__(self, client: Client, origin: str, holds: float = HOLDS) -> None:
        self._client, self._origin, self._holds = client, origin, holds
        self._keep = int(2 * holds) + 1

    async def enter(self, person_id: str) -> bool:
        """This process holds a person. True when no other process does."""
        key = _key(person_id)
        now = await clock(self._client, key)
        async with self._client.pipeline(transaction=True) as pipeline:
            pipeline.zrem(key, self._origin)
            pipeline.zremrangebyscore(key, "-inf", now)
            pipeline.zcard(key)
            pipeline.zadd(key, {self._origin: now + self._holds})
            pipeline.expire(key, self._keep)
            others = int((await pipeline.execute())[2])
        await self._client.zadd(INDEX, {person_id: now + self._holds}, gt=True)
        return others == 0

    async def exit(self, person_id: str) -> bool:
        """This process holds a person no longer. True when no other process does."""
        key = _key(person_id)
        now = await clock(self._client, key)
        async with self._client.pipeline(transaction=True) as pipeline:
            pipeline.zrem(key, self._origin)
            pipeline.zremrangebyscore(key, "-inf", now)
            pipeline.zcard(key)
            others = int((await pipeline.execute())[2])
        if others == 0:
            await self._client.zrem(INDEX, person_id)
        return others == 0

    async def renew(self, people: list[str]) -> list[str]:
        """This process still holds these; given back are those who had been given up meanwhile.

        Some at a time: for what a thousand took in one pipeline, whoever wrote just then waited 60 ms.
        """
        until = await clock(self._client, INDEX) + self._holds
        held = [Call([_key(one)], [until, self._origin, self._keep]) for one in people]
        await _HOLD.run(self._client, held)
        added = await _LIST.run(self._client, [Call([INDEX], [until, one]) for one in people])
        return [one for one, new in zip(people, added, strict=True) if new]

    async def lost(self) -> list[str]:
        """People whose process died; each is told to one caller only."""
        now = await clock(self._client, INDEX)
        overdue = await self._client.zrangebyscore(INDEX, "-inf", now, start=0, num=200)
        lost = []
        for one in overdue:
            if isinstance(one, bytes) and await self._client.zrem(INDEX, one):
                lost.append(one.decode())
        return lost

    async def online(self, people: list[str]) -> frozenset[str]:
        """Those of `people` who are connected anywhere."""
        if not people:
            return frozenset()
        now = await clock(self._client, INDEX)
        until = await self._client.zmscore(INDEX, people)
        return frozenset(
            one for one, score in zip(people, until, strict=True) if score is not None and score > now
        )
