"""What is said leaves at once where another process hears it; where none does, it does not leave."""

import asyncio
from itertools import pairwise
from types import SimpleNamespace

import pytest

from service.realtime import publisher
from service.realtime.publisher import Publisher
from tests.realtime.registries import connections, joined, sign, taken, until
from wire.broker.clients import connect
from wire.broker.streams import person_channel


def test_where_another_process_hears_nothing_waits_for_company(broker_url, monkeypatch):
    monkeypatch.setattr(publisher, "APART", 3600.0)

    async def flow():
        async with connections(broker_url) as here, connections(broker_url) as there:
            await joined(here, "ana")
            queue = await joined(there, "ana")
            for number in range(20):
                await here.notify("ana", sign(str(number)))
                assert await taken(queue) == [str(number)]

    asyncio.run(flow())


def test_where_only_this_process_hears_round_trips_are_shared(broker_url, monkeypatch):
    left, apart, publish = [], 0.1, Publisher._publish

    async def noted(self, batch):
        if batch:
            left.append(asyncio.get_running_loop().time())
        await publish(self, batch)

    monkeypatch.setattr(publisher, "APART", apart)
    monkeypatch.setattr(Publisher, "_publish", noted)

    async def flow():
        async with connections(broker_url) as here:
            await joined(here, "ana")
            while len(left) < 4:
                await here.notify("ana", sign("again"))
                await here.notify("nobody here", sign("again"))
                await asyncio.sleep(0.001)

    asyncio.run(flow())
    assert all(later - earlier > 0.9 * apart for earlier, later in pairwise(left))


def test_what_only_this_process_hears_never_leaves_it(broker_url, monkeypatch):
    left, seen, run, publish = [], [], publisher._SAID.run, Publisher._publish

    async def noted(client, calls):
        left.extend(channel for one in calls for channel in one.keys)
        return await run(client, calls)

    async def looked(self, batch):
        await publish(self, batch)
        seen.extend(batch)

    monkeypatch.setattr(Publisher, "_publish", looked)
    monkeypatch.setattr(publisher, "_SAID", SimpleNamespace(run=noted))
    monkeypatch.setattr(publisher, "APART", 0.0)

    async def flow():
        async with connections(broker_url) as here:
            mine = await joined(here, "ana")
            for name in ("ana", "ben", "ana"):
                await here.notify(name, sign("here"))
            assert await taken(mine, 2) == ["here", "here"]
            await until(lambda: len(seen) == 3)
            async with connections(broker_url) as there:
                queue = await joined(there, "ben")
                await here.notify("ana", sign("here"))
                await here.notify("ben", sign("there"))
                assert await taken(queue) == ["there"]
        assert left == [person_channel("ben")], "once, when somebody listened"

    asyncio.run(flow())


def test_where_it_is_not_sure_to_be_heard_itself_all_leave(broker_url):
    async def flow():
        client = connect(broker_url)
        try:
            for own in ("process:{nobody}", "process:{me}"):
                async with client.pubsub() as listening:
                    await listening.ssubscribe("process:{me}")
                    while not (await client.pubsub_shardnumsub("process:{me}"))[0][1]:
                        await asyncio.sleep(0.01)
                    one = Publisher(client, lambda _: False, own)
                    batch = [publisher.Out(person_channel("ana"), b"{}", 0.0)]
                    kept = await one._heard_elsewhere(client, batch)
                    assert kept == ([] if own == "process:{me}" else batch)
        finally:
            await client.aclose()

    asyncio.run(flow())


@pytest.mark.parametrize("lacks", [["-pubsub"], ["resetchannels", "&person:*"]], ids=["asking", "its own"])
def test_a_broker_that_lets_neither_ask_nor_hear_more_than_people_keeps_nothing_back(broker_url, lacks):
    limited = broker_url.replace("://", "://limited:word@")

    async def flow():
        admin = connect(broker_url)
        rights = ["reset", "on", ">word", "~*", "&*", "+@all", *lacks]
        await admin.execute_command("ACL", "SETUSER", "limited", *rights)
        try:
            async with connections(limited) as here, connections(limited) as there:
                queue = await joined(there, "ana")
                for number in range(3):
                    await here.notify("ana", sign(str(number)))
                assert await taken(queue, 3) == ["0", "1", "2"]
        finally:
            await admin.execute_command("ACL", "DELUSER", "limited")
            await admin.aclose()

    asyncio.run(flow())
