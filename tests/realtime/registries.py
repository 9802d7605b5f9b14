"""Hubs as processes have them, for tests."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import msgspec

from service.realtime.connections import ConnectionRegistry
from service.realtime.frames import TypingSeen
from service.realtime.send_queue import SendQueue
from tests.waiting import rests
from wire.broker.clients import Client, connect
from wire.broker.cluster import ClusterClient


@asynccontextmanager
async def connections(url: str) -> AsyncIterator[ConnectionRegistry]:
    """A hub that runs and is connected."""
    client, stop = connect(url), asyncio.Event()
    one = ConnectionRegistry(url, client)
    running = asyncio.create_task(one.run(stop))
    try:
        await until(lambda: one.connected)
        yield one
    finally:
        stop.set()
        await asyncio.wait_for(running, 90)
        await client.aclose()


async def until(condition: Callable[[], Any], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    for rest in rests():
        if condition():
            return
        assert time.monotonic() < deadline, f"not within {seconds} s"
        await asyncio.sleep(rest)


def sign(text: str) -> TypingSeen:
    """Some frame that can be told from others."""
    return TypingSeen(conversation_id=text, person_id="somebody")


async def nothing_is_heard(url: str) -> None:
    """Until nobody listens to any channel, on any node."""
    client = connect(url)
    try:
        if isinstance(client, ClusterClient):
            await client.initialize()
        async with asyncio.timeout(60):
            while await _channels(client):
                await asyncio.sleep(0.01)
    finally:
        await client.aclose()


async def _channels(client: Client) -> list[Any]:
    """Of people; on one server each hub that runs hears a channel of its own besides."""
    ask = ("PUBSUB", "SHARDCHANNELS", "person:*")
    if not isinstance(client, ClusterClient):
        return list(await client.execute_command(*ask))
    return [one for node in client.get_primaries() for one in await node.execute_command(*ask)]


async def joined(one: ConnectionRegistry, person_id: str, session: str = "") -> SendQueue:
    queue = SendQueue(person_id, session)
    await one.join(queue)
    queue.release()
    return queue


async def taken(queue: SendQueue, count: int = 1, seconds: float = 60) -> list[str]:
    """The next signs on a line."""
    async with asyncio.timeout(seconds):
        return [msgspec.json.decode((await queue.take()).body)["conversation_id"] for _ in range(count)]
