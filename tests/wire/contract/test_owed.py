"""What groups owe of their streams, looked at together: in work, waiting, or with nobody who reads."""

import asyncio

from wire.broker.clients import clock, connect, ensure_group
from wire.broker.heartbeats import Heartbeat, Living, alive, beat, withdraw
from wire.broker.progress import owed_by
from wire.broker.streams import BODY, ENRICHMENTS, GROUP_APPLY, GROUP_NLP, MESSAGES, stream

WORK, BACK, NONE = stream(MESSAGES, 0), stream(ENRICHMENTS, 0), stream(MESSAGES, 1)
LOOK = ((WORK, GROUP_NLP), (BACK, GROUP_APPLY), (NONE, GROUP_NLP))


def on(url, flow):
    async def inside():
        client = connect(url)
        try:
            await flow(client)
        finally:
            await client.aclose()

    asyncio.run(inside())


async def fill(client, key, count):
    return [(await client.xadd(key, {BODY: b"x"})).decode() for _ in range(count)]


async def looked(client):
    return [(one.entries, one.oldest) for one in await owed_by(client, LOOK)]


def test_what_is_owed_is_in_work_or_waits(broker_url):
    async def flow(client):
        assert await looked(client) == [(0, None)] * 3
        ids, back = await fill(client, WORK, 4), await fill(client, BACK, 3)
        assert await looked(client) == [(4, None), (3, None), (0, None)], "nobody has begun to read"
        await ensure_group(client, WORK, GROUP_NLP)
        await ensure_group(client, BACK, GROUP_APPLY)
        assert await looked(client) == [(4, ids[0]), (3, back[0]), (0, None)]
        await client.xreadgroup(GROUP_NLP, "one", {WORK: ">"}, count=2)
        assert (await looked(client))[0] == (4, ids[0])
        await client.xack(WORK, GROUP_NLP, ids[0])
        assert (await looked(client))[0] == (3, ids[1])
        await client.xack(WORK, GROUP_NLP, ids[1])
        assert (await looked(client))[0] == (2, ids[2])

    on(broker_url, flow)


def test_how_long_the_oldest_waits_is_of_the_brokers_clock(broker_url):
    async def flow(client):
        seconds = await clock(client, WORK)
        await ensure_group(client, WORK, GROUP_NLP)
        await client.xadd(WORK, {BODY: b"x"}, id=f"{int(seconds - 60) * 1000}-0")
        [one] = await owed_by(client, LOOK[:1])
        assert one.waits >= 60
        await client.xadd(WORK, {BODY: b"x"})
        assert (await owed_by(client, LOOK[:1]))[0].waits >= one.waits

    on(broker_url, flow)


def test_where_the_broker_knows_no_lag_entries_are_counted(broker_url):
    async def flow(client):
        await ensure_group(client, WORK, GROUP_NLP)
        ids = await fill(client, WORK, 6)
        await client.xreadgroup(GROUP_NLP, "one", {WORK: ">"}, count=1)
        await client.xdel(WORK, ids[3])
        assert (await looked(client))[0] == (5, ids[0])

    on(broker_url, flow)


def test_who_looks_again_sees_who_comes_speaks_and_goes(broker_url):
    async def flow(client):
        living = Living("worker")
        for part in ([], ["one"], ["one", "two"]):
            for name in part:
                await beat(client, Heartbeat(part="worker", name=name, detail=f"{len(part)}"))
            for _ in range(2):
                found = await living.alive(client)
                assert {(one.name, one.detail) for one in found} == {(name, f"{len(part)}") for name in part}
        assert {one.name for one in await alive(client, "worker")} == {"one", "two"}
        await withdraw(client, "worker", "one")
        assert [one.name for one in await living.alive(client)] == ["two"]

    on(broker_url, flow)
