"""Hubs as processes have them, for tests."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import msgspec

from service.live import TypingSeen
from service.realtime.hub import Hub
from service.realtime.line import Line
from service.wire.broker import connect


@asynccontextmanager
async def hub(url: str) -> AsyncIterator[Hub]:
    """A hub that runs and is connected."""
    client, stop = connect(url), asyncio.Event()
    one = Hub(url, client)
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
    while not condition():
        assert time.monotonic() < deadline, f"not within {seconds} s"
        await asyncio.sleep(0.005)


def sign(text: str) -> TypingSeen:
    """Some frame that can be told from others."""
    return TypingSeen(conversation_id=text, person_id="somebody")


async def joined(one: Hub, person_id: str, session: str = "") -> Line:
    line = Line(person_id, session)
    await one.join(line)
    line.release()
    return line


async def taken(line: Line, count: int = 1, seconds: float = 60) -> list[str]:
    """The next signs on a line."""
    async with asyncio.timeout(seconds):
        return [msgspec.json.decode((await line.take()).body)["conversation_id"] for _ in range(count)]
