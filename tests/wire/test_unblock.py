"""An idle reader stops at once, and what comes while it stops is not lost."""

import asyncio

from tests.wire.consuming import Seen, broker, consumer, pending, post, until

FOR_EVER = 3600
"""Seconds of a read that only a flag can end within this test."""


def test_an_idle_consumer_stops_at_once(broker_url):
    async def flow():
        stop = asyncio.Event()
        async with broker(broker_url) as client:
            running = asyncio.create_task(consumer(broker_url, Seen(), block=FOR_EVER).run(stop))
            await until(lambda: reads(client))
            stop.set()
            await asyncio.wait_for(running, 60)

    asyncio.run(flow())


def test_what_comes_while_a_consumer_stops_is_handled_by_it_or_by_the_next(broker_url):
    async def flow():
        seen = Seen()
        async with broker(broker_url) as client:
            for number in range(30):
                stop = asyncio.Event()
                running = asyncio.create_task(consumer(broker_url, seen, block=FOR_EVER).run(stop))
                await until(lambda: reads(client))
                await asyncio.gather(post(client, str(number)), stopping(stop, number))
                await asyncio.wait_for(running, 60)
            stop = asyncio.Event()
            running = asyncio.create_task(consumer(broker_url, seen, block=FOR_EVER).run(stop))
            await until(lambda: len(seen.values) >= 30)
            stop.set()
            await asyncio.wait_for(running, 60)
            assert {*seen.values} == {str(number) for number in range(30)}
            assert await pending(client) == 0

    asyncio.run(flow())


async def stopping(stop, number):
    """Sometimes before what is posted arrives, sometimes after."""
    for _ in range(number % 5):
        await asyncio.sleep(0)
    stop.set()


async def reads(client) -> bool:
    """Whether a connection waits in a blocking read."""
    return any("b" in one["flags"] for one in await client.client_list())
