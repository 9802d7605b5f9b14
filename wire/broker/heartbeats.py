"""Which parts are alive and what they can do: short-lived keys in the broker.

A part that has not spoken for `ALIVE_FOR` seconds counts as gone. `/health` and the
language list read these.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from wire.broker.clients import Client, text_of
from wire.broker.streams import heartbeat_key, parts_key
from wire.contracts.codec import decoder, encode
from wire.contracts.errors import DecodeError

ALIVE_FOR = 7
"""Seconds that a heartbeat counts."""

BEAT_EVERY = 2
"""Seconds between heartbeats."""


class Heartbeat(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a part says of itself."""

    part: str
    name: str
    ready: bool = True
    """False while models load."""
    run: str = ""
    """Worker only: which of the processes that had this name, one after the other, this is."""
    detail: str = ""
    """For people: "loading en>pt"."""
    pairs: tuple[tuple[str, str], ...] = ()
    """Worker only: language pairs (source, target) that it can translate, routes included."""
    rough: tuple[tuple[str, str], ...] = ()
    """Those of `pairs` that read roughly."""


_decode = decoder(Heartbeat)

BEAT = """
local now = redis.call('TIME')[1]
redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[3])
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now - ARGV[3])
redis.call('ZADD', KEYS[2], now + ARGV[3], ARGV[2])
redis.call('EXPIRE', KEYS[2], 4 * ARGV[3])
return 1
"""
"""Keeps one alive, and its name on the list: nobody walks over all keys to find who runs."""

WITHDRAW = """
redis.call('DEL', KEYS[1])
redis.call('ZREM', KEYS[2], ARGV[1])
return 1
"""


def beating(heartbeat: Heartbeat, seconds: int = ALIVE_FOR) -> tuple[list[str], list[bytes | str | int]]:
    """Keys and arguments of `BEAT`."""
    part, name = heartbeat.part, heartbeat.name
    return [heartbeat_key(part, name), parts_key(part)], [encode(heartbeat), name, seconds]


def withdrawing(part: str, name: str) -> tuple[list[str], list[str]]:
    """Keys and arguments of `WITHDRAW`."""
    return [heartbeat_key(part, name), parts_key(part)], [name]


async def beat(client: Client, heartbeat: Heartbeat) -> None:
    """Say that a part is alive."""
    await client.register_script(BEAT)(*beating(heartbeat))


async def withdraw(client: Client, part: str, name: str) -> None:
    """Say that a part has stopped in good order."""
    await client.register_script(WITHDRAW)(*withdrawing(part, name))


async def alive(client: Client, part: str) -> Sequence[Heartbeat]:
    """All heartbeats of one kind of part ("worker", "collector", "serve") that still count."""
    return await Living(part).alive(client)


class Living:
    """As `alive`, for whoever looks again and again: in one round trip, as long as nobody new comes."""

    def __init__(self, part: str) -> None:
        self._part = part
        self._known: tuple[str, ...] = ()

    async def alive(self, client: Client) -> Sequence[Heartbeat]:
        """All heartbeats that still count, in order of when they end."""
        names, bodies = await self._look(client)
        if not set(names) <= bodies.keys():
            self._known = names
            names, bodies = await self._look(client)
        self._known = names
        return [found for name in names if (found := _read(bodies.get(name))) is not None]

    async def _look(self, client: Client) -> tuple[tuple[str, ...], dict[str, object]]:
        """Names on the list, and what those say that were known before."""
        known, pipeline = self._known, client.pipeline(transaction=False)
        pipeline.zrange(parts_key(self._part), 0, -1)
        for name in known:
            pipeline.get(heartbeat_key(self._part, name))
        names, *bodies = await pipeline.execute()
        return tuple(text_of(one) for one in names), dict(zip(known, bodies, strict=True))


def _read(body: object) -> Heartbeat | None:
    try:
        return _decode(body) if isinstance(body, bytes) else None
    except DecodeError:
        return None
