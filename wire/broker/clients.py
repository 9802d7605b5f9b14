"""Connections to Redis or Valkey, and the one way to write to a stream."""

from __future__ import annotations

from typing import Any

import redis.asyncio
from redis.asyncio.client import Pipeline
from redis.exceptions import ResponseError

from wire.broker.streams import BODY
from wire.contracts.codec import encode
from wire.contracts.events import Event

Client = redis.asyncio.Redis
"""Commands that answer at once."""

FLEETING = 120.0
"""Seconds that interactive requests and their answers may lie on a stream: far longer than anybody waits."""

_UNWRITTEN = """
redis.set_repl(redis.REPL_NONE)
return redis.call('XADD', KEYS[1], '*', ARGV[1], ARGV[2])
"""
"""Appends to a stream in memory alone: not to the append-only file, nor to replicas, which have files too."""


def connect(url: str) -> Client:
    """A client for commands that answer at once: pooled, 5 s time-outs. Nothing is sent yet."""
    return redis.asyncio.Redis.from_url(url, socket_timeout=5, socket_connect_timeout=5, max_connections=64)


def connect_blocking(url: str) -> Client:
    """A client for one blocking reader: its own connection, no time-out but the read's."""
    return redis.asyncio.Redis.from_url(
        url, socket_timeout=None, socket_connect_timeout=5, single_connection_client=True
    )


def text_of(value: Any) -> str:
    """An id or a name as the broker gave it, as text."""
    return value.decode() if isinstance(value, bytes) else str(value)


def came_at(entry_id: str) -> float:
    """When the broker took an entry, by its clock, in seconds of the epoch."""
    return int(entry_id.split("-")[0]) / 1000


async def clock(client: Client) -> float:
    """The broker's time, in seconds of the epoch: the one clock that all hosts share."""
    seconds, micros = await client.time()
    return float(seconds + micros / 1e6)


async def ensure_group(client: Client, stream: str, group: str) -> None:
    """Make a consumer group that starts with the first entry, if it is not there yet."""
    try:
        await client.xgroup_create(stream, group, id="0", mkstream=True)
    except ResponseError as error:
        if not str(error).startswith("BUSYGROUP"):
            raise


def add(pipeline: Pipeline | Client, stream: str, event: Event) -> object:
    """Append one event to a stream. With a client: awaitable entry id. With a pipeline: queued."""
    return pipeline.xadd(stream, {BODY: encode(event)})


async def add_fleeting(client: Client, stream: str, event: Event) -> str:
    """Append what nobody wants later and nobody has sent: it is on no disk, and lost at a broker's restart.

    Drops what has lain there for `FLEETING` seconds, read or not. How long that is says the broker's clock,
    which made the ids; ours may differ from it. Gives the id.
    """
    append = client.register_script(_UNWRITTEN)  # sends a hash; the text of the script once per broker
    entry_id = text_of(await append(keys=[stream], args=[BODY, encode(event)]))
    oldest = int((came_at(entry_id) - FLEETING) * 1000)
    await client.xtrim(stream, minid=str(max(0, oldest)), approximate=False)
    return entry_id
