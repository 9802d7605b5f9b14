"""Sockets per person, over processes that come and die."""

import asyncio

import pytest
import redis

from service.api.errors import TooManySockets
from service.api.limits import sockets
from service.api.limits.sockets import SocketLimiter, _key
from wire.broker.clients import clock, connect


@pytest.fixture(autouse=True)
def renewed_often(monkeypatch):
    """The broker is asked here, however slow the machine is; what is held is renewed ten times a second."""
    monkeypatch.setattr(sockets, "WITHIN", 60.0)
    monkeypatch.setattr(sockets, "RENEW_EVERY", 0.1)


async def over(client, person):
    """As if each entry of this person had been left alone until its end."""
    now = await clock(client, _key(person))
    for name, ends in await client.zrange(_key(person), 0, -1, withscores=True):
        assert now < ends <= now + sockets.HOLDS, "it ends by itself"
        await client.zadd(_key(person), {name: 1.0})


async def held(client, person, name):
    """Wait until somebody has said that this entry counts."""
    async with asyncio.timeout(90):
        while await client.zscore(_key(person), name) < await clock(client, _key(person)):
            await asyncio.sleep(0.01)


def test_all_processes_count_together_and_what_leaves_makes_room(broker_url):
    async def flow():
        client = connect(broker_url)
        here, there = SocketLimiter(client, 3), SocketLimiter(client, 3)
        await here.enter("ana", "1")
        await there.enter("ana", "2")
        await there.enter("ana", "3")
        for one in (here, there):
            with pytest.raises(TooManySockets) as refused:
                await one.enter("ana", "4")
            await one.leave("ana", "4")
            assert refused.value.details["limit"] == 3
        await here.enter("bob", "5")
        await there.leave("ana", "2")
        await here.enter("ana", "6")
        await client.aclose()

    asyncio.run(flow())


def test_many_at_once_are_never_too_many(broker_url):
    async def flow():
        client = connect(broker_url)
        here, there = SocketLimiter(client, 10), SocketLimiter(client, 10)
        entering = [(here, there)[number % 2].enter("ana", str(number)) for number in range(60)]
        done = await asyncio.gather(*entering, return_exceptions=True)
        assert sum(one is None for one in done) == 10
        await client.aclose()

    asyncio.run(flow())


def test_a_killed_process_leaks_nothing_and_a_living_one_keeps_its_own(broker_url):
    async def flow():
        client, stop = connect(broker_url), asyncio.Event()
        dead, alive = SocketLimiter(client, 4), SocketLimiter(client, 4)
        await dead.enter("ana", "1")
        await dead.enter("ana", "2")
        await alive.enter("ana", "3")
        await over(client, "ana")
        running = asyncio.create_task(alive.run(stop))
        await held(client, "ana", "3")
        for number in ("4", "5", "6"):
            await alive.enter("ana", number)
        with pytest.raises(TooManySockets):
            await alive.enter("ana", "7")
        stop.set()
        await running
        await client.aclose()

    asyncio.run(flow())


def test_a_broker_that_lost_everything_counts_again(broker_url):
    async def flow():
        client, stop = connect(broker_url), asyncio.Event()
        one = SocketLimiter(client, 2)
        await one.enter("ana", "1")
        await one.enter("ana", "2")
        running = asyncio.create_task(one.run(stop))
        with redis.Redis.from_url(broker_url) as other:
            other.flushall()
        async with asyncio.timeout(90):
            while await client.zcard(_key("ana")) < 2:
                await asyncio.sleep(0.01)
        with pytest.raises(TooManySockets):
            await SocketLimiter(client, 2).enter("ana", "3")
        stop.set()
        await running
        await client.aclose()

    asyncio.run(flow())


def test_without_a_broker_those_of_this_process_count():
    async def flow():
        client = connect("unix:///nowhere")
        one = SocketLimiter(client, 2)
        await one.enter("ana", "1")
        await one.enter("ana", "2")
        with pytest.raises(TooManySockets):
            await one.enter("ana", "3")
        await one.leave("ana", "1")
        await one.leave("ana", "1")
        await one.enter("ana", "3")
        await client.aclose()

    asyncio.run(flow())
