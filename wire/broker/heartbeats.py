"""Which parts are alive and what they can do: short-lived keys in the broker.

A part that has not spoken for `ALIVE_FOR` seconds counts as gone. `/health` and the
language list read these.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from wire.broker.clients import Client
from wire.broker.streams import heartbeat_key
from wire.contracts.codec import decoder, encode
from wire.contracts.errors import DecodeError

ALIVE_FOR = 15
"""Seconds that a heartbeat counts."""

BEAT_EVERY = 4
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


async def beat(client: Client, heartbeat: Heartbeat) -> None:
    """Say that a part is alive."""
    await client.set(heartbeat_key(heartbeat.part, heartbeat.name), encode(heartbeat), ex=ALIVE_FOR)


async def withdraw(client: Client, part: str, name: str) -> None:
    """Say that a part has stopped in good order."""
    await client.delete(heartbeat_key(part, name))


async def alive(client: Client, part: str) -> Sequence[Heartbeat]:
    """All heartbeats of one kind of part ("worker", "collector", "serve") that still count."""
    found = []
    async for key in client.scan_iter(match=heartbeat_key(part, "*"), count=500):
        body = await client.get(key)
        if isinstance(body, bytes):
            try:
                found.append(_decode(body))
            except DecodeError:
                continue
    return found
