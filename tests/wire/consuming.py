"""A consumer of texts, run and looked at from a test, on a real Valkey."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import asynccontextmanager

from tests.waiting import rests
from wire.broker.clients import connect
from wire.broker.consumer import Consumer, Delivery
from wire.broker.streams import BODY, DEAD
from wire.contracts.codec import decoder
from wire.contracts.errors import DecodeError
from wire.contracts.events import Dead

FIRST, SECOND = "urgent:{0}", "calm:{0}"
read_dead = decoder(Dead)


def text(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        raise DecodeError("not UTF-8", body) from error


class Seen:
    """A handler that keeps what it was given, and may be told how to fail."""

    def __init__(self, fail: Callable[[list[str]], Awaitable[None]] | None = None) -> None:
        self.batches: list[list[Delivery[str]]] = []
        self.fail = fail

    async def __call__(self, batch) -> None:
        if self.fail:
            await self.fail([one.value for one in batch])
        self.batches.append(list(batch))

    @property
    def values(self) -> list[str]:
        return [one.value for batch in self.batches for one in batch]


def consumer(url: str, handle, *, name="a", streams=(SECOND,), **options) -> Consumer[str]:
    options = {"block": 0.1, "reclaim_after": 60.0} | options
    return Consumer(url, group="g", name=name, streams=streams, decode=text, handle=handle, **options)


@asynccontextmanager
async def running(*consumers: Consumer[str]):
    stop = asyncio.Event()
    tasks = [asyncio.create_task(one.run(stop)) for one in consumers]
    try:
        yield stop
    finally:
        stop.set()
        async with asyncio.timeout(90):
            await asyncio.gather(*tasks)


async def until(true: Callable[[], object], seconds: float = 60) -> None:
    async with asyncio.timeout(seconds):
        for rest in rests():
            found = true()
            if await found if asyncio.iscoroutine(found) else found:
                return
            await asyncio.sleep(rest)


@asynccontextmanager
async def broker(url: str):
    client = connect(url)
    try:
        yield client
    finally:
        await client.aclose()


async def post(client, *values: str | bytes, stream=SECOND) -> None:
    for value in values:
        await client.xadd(stream, {BODY: value})


async def pending(client, stream=SECOND) -> int:
    return (await client.xpending(stream, "g"))["pending"]


async def dead(client) -> list[Dead]:
    return [read_dead(fields[BODY]) for _, fields in await client.xrange(DEAD)]


async def abandon(client, name: str, *values: str, stream=SECOND) -> None:
    """What a killed process leaves: entries delivered to `name`, never acknowledged."""
    await client.xgroup_create(stream, "g", id="0", mkstream=True)
    await post(client, *values, stream=stream)
    await client.xreadgroup("g", name, {stream: ">"})


async def has_group(client) -> bool:
    return bool(await client.exists(SECOND)) and bool(await client.xinfo_groups(SECOND))


async def settled(client) -> bool:
    return await pending(client) == 0
