import asyncio
from contextlib import AsyncExitStack, asynccontextmanager

import msgspec

from service.identity.accounts import sign_up
from service.identity.people import find_person
from service.realtime.online import HOLDS, INDEX, _key
from service.realtime.presence import Presence
from service.realtime.screens import Screens
from service.store import Store
from tests.realtime.registries import connections, joined
from tests.store.databases import acquainted
from wire.broker.clients import clock, connect


class Process:
    """Registry of screens and presence of one web process, as far as they go without a web."""

    def __init__(self, store, connections, presence):
        self.store, self.connections, self.presence = store, connections, presence


@asynccontextmanager
async def process(settings, *, grace=0.0, renews=None, dies=False):
    store, client, stop = await Store.open(settings), connect(settings.broker_url), asyncio.Event()
    async with connections(settings.broker_url) as one:
        presence = Presence(store, client, one, grace=grace)
        presence._renew_every = renews or presence._renew_every
        store.subscribers.add(Screens(store, one, presence).show)
        running = asyncio.create_task(presence.run(stop))
        yield Process(store, one, presence)
        if dies:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
        stop.set()
        await asyncio.gather(running, return_exceptions=True)
    await client.aclose()
    await store.close()


async def partners(store):
    ana, bob = [
        (await sign_up(store, handle=name, name=name, password="long enough", language="en")).person.id
        for name in ("ana", "bob")
    ]
    await acquainted(store, ana, "bob")
    return ana, bob


async def told(queue, seconds=60):
    """The next word on presence; another process may hear late of what came before, a conversation."""
    async with asyncio.timeout(seconds):
        while (frame := msgspec.json.decode((await queue.take()).body))["type"] != "presence":
            pass
    return frame["person_id"], frame["online"]


async def seen_from(one, person_id):
    """Wait until this process sees a person who is connected to another one."""
    async with asyncio.timeout(90):
        while not await one.presence.online([person_id]):
            await asyncio.sleep(0.01)


async def held_by(settings, person_id, count):
    """Wait until so many processes hold a person."""
    client = connect(settings.broker_url)
    async with asyncio.timeout(90):
        while await client.zcard(_key(person_id)) != count:
            await asyncio.sleep(0.01)
    await client.aclose()


async def held_anew(settings, person_id, times):
    """Wait until who holds a person has said so again, so many times."""
    client, seen = connect(settings.broker_url), set()
    async with asyncio.timeout(90):
        while len(seen) <= times:
            seen.add(str(await client.zrange(_key(person_id), 0, -1, withscores=True)))
            await asyncio.sleep(0.01)
    await client.aclose()


async def as_if_held_no_more(settings, person_id):
    """As if nobody had said for as long as it counts that a person is here."""
    client, long_ago = connect(settings.broker_url), 1.0
    now = await clock(client, INDEX)
    for key, names in ((INDEX, [person_id]), (_key(person_id), await client.zrange(_key(person_id), 0, -1))):
        for name in names:
            assert now < await client.zscore(key, name) <= now + HOLDS, "it ends by itself"
            await client.zadd(key, {name: long_ago})
    await client.aclose()


def test_partners_hear_of_the_first_socket_and_of_the_last_across_processes(settings):
    async def flow():
        async with process(settings) as here, process(settings) as there:
            ana, bob = await partners(here.store)
            queue = await joined(there.connections, bob)
            there.presence.came(bob)
            await seen_from(here, bob)

            here.presence.came(ana)
            assert await told(queue) == (ana, True)
            assert await there.presence.online([ana, bob, "nobody"]) == {ana, bob}
            there.presence.came(ana)
            await held_by(settings, ana, 2)
            here.presence.left(ana)
            await held_by(settings, ana, 1)
            assert await here.presence.online([ana]) == {ana}, "still there on the other process"
            there.presence.left(ana)
            assert await told(queue) == (ana, False)
            assert await here.presence.online([ana]) == frozenset()
            assert (await find_person(here.store, bob, "ana")).last_seen_at is not None

    asyncio.run(flow())


def test_a_page_reloaded_within_the_grace_is_not_told(settings):
    async def flow():
        async with process(settings, grace=0.5) as one:
            ana, bob = await partners(one.store)
            queue = await joined(one.connections, bob)
            one.presence.came(bob)
            one.presence.came(ana)
            assert await told(queue) == (ana, True)
            one.presence.left(ana)
            one.presence.came(ana)
            await asyncio.sleep(0.8)
            assert len(queue) == 0
            one.presence.left(ana)
            assert await told(queue) == (ana, False)

    asyncio.run(flow())


def test_people_of_a_process_that_died_go_offline(settings):
    async def flow():
        async with AsyncExitStack() as stack:
            there = await stack.enter_async_context(process(settings, renews=0.1))
            ana, bob = await partners(there.store)
            queue = await joined(there.connections, bob)
            there.presence.came(bob)
            async with process(settings, renews=0.1, dies=True) as dying:
                dying.presence.came(ana)
                assert await told(queue) == (ana, True)
                await held_anew(settings, ana, 4)
                assert await there.presence.online([ana]) == {ana}
            await as_if_held_no_more(settings, ana)
            assert await told(queue) == (ana, False)
            assert (await find_person(there.store, bob, "ana")).last_seen_at is not None

    asyncio.run(flow())
