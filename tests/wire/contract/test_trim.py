"""Trimming and the backlog: nothing that a group owes is removed, however groups and entries change."""

import asyncio
import random
import time

import pytest

from wire.broker.clients import connect, ensure_group
from wire.broker.cluster import ClusterClient
from wire.broker.lag import backlog
from wire.broker.memory import memory
from wire.broker.streams import BODY, BULK, GROUPS_OF, MESSAGES, keys, lanes, stream
from wire.broker.trim import trim

KEY = stream(MESSAGES, 0)
NLP, ANALYTICS = GROUPS_OF[MESSAGES]


@pytest.fixture
def on_broker(broker_url):
    def run(flow):
        async def inside():
            client = connect(broker_url)
            try:
                await flow(client)
            finally:
                await client.aclose()

        asyncio.run(inside())

    return run


async def fill(client, count: int, key: str = KEY) -> list[bytes]:
    return [await client.xadd(key, {BODY: b"%d" % number}) for number in range(count)]


async def groups(client, key: str = KEY) -> None:
    for group in GROUPS_OF[MESSAGES]:
        await ensure_group(client, key, group)


async def read(client, group: str, count: int, *, ack: int = 0) -> None:
    ((_, entries),) = await client.xreadgroup(group, "one", {KEY: ">"}, count=count)
    if ack:
        await client.xack(KEY, group, *[entry_id for entry_id, _ in entries[:ack]])


async def left(client) -> list[int]:
    return [int(fields[BODY]) for _, fields in await client.xrange(KEY)]


def test_nothing_is_removed_before_every_group_is_there(on_broker):
    async def flow(client):
        await fill(client, 5)
        assert (await trim(client, 1)).removed == 0
        await ensure_group(client, KEY, NLP)
        await read(client, NLP, 5, ack=5)
        assert (await trim(client, 1)).removed == 0
        assert await left(client) == [0, 1, 2, 3, 4]

    on_broker(flow)


def test_the_slowest_group_decides_by_what_it_has_read_and_by_what_it_has_pending(on_broker):
    async def flow(client):
        await fill(client, 10)
        await groups(client)
        await read(client, NLP, 8, ack=8)
        await read(client, ANALYTICS, 5, ack=5)
        assert (await trim(client, 1)).removed == 5
        assert await left(client) == [5, 6, 7, 8, 9]
        await read(client, ANALYTICS, 3, ack=2)  # 5 and 6 acknowledged, 7 pending
        assert (await trim(client, 1)).removed == 2
        assert await left(client) == [7, 8, 9]
        assert (await trim(client, 1)).removed == 0

    on_broker(flow)


def test_what_is_trimmed_empties_a_stream_whose_groups_are_done(on_broker):
    async def flow(client):
        await fill(client, 150)
        await groups(client)
        for group in GROUPS_OF[MESSAGES]:
            await read(client, group, 150, ack=150)
        assert (await trim(client, 1)).removed == 150
        assert await client.xlen(KEY) == 0
        await fill(client, 1)
        assert (await trim(client, 1)).removed == 0

    on_broker(flow)


def test_work_is_never_removed_while_it_is_done(on_broker):
    async def flow(client):
        await groups(client)
        done = asyncio.Event()
        got = {group: [] for group in GROUPS_OF[MESSAGES]}

        async def consume(group):
            while len(got[group]) < 400:
                for _, entries in await client.xreadgroup(group, "one", {KEY: ">"}, count=7):
                    await asyncio.sleep(random.uniform(0, 0.002))
                    got[group] += [int(fields[BODY]) for _, fields in entries]
                    await client.xack(KEY, group, *[entry_id for entry_id, _ in entries])

        async def trimming():
            while not done.is_set():
                await trim(client, 1)

        trimmer = asyncio.create_task(trimming())
        await asyncio.gather(fill(client, 400), *map(consume, got))
        done.set()
        await trimmer
        assert list(got.values()) == [list(range(400))] * 2

    on_broker(flow)


def test_the_backlog_counts_what_waits_and_what_is_in_work(on_broker):
    async def flow(client):
        assert await backlog(client, 2) == 0
        first, second = keys(MESSAGES, 2)
        await fill(client, 4, first)
        await fill(client, 3, second)
        assert await backlog(client, 2) == 7
        await groups(client, first)
        await read(client, NLP, 3, ack=1)
        assert await backlog(client, 2) == 6

    on_broker(flow)


def test_the_backlog_is_counted_where_the_broker_knows_no_lag(on_broker):
    async def flow(client):
        ids = await fill(client, 1200)
        await groups(client)
        await read(client, NLP, 10, ack=10)
        await client.xdel(KEY, ids[600])
        (info, *_) = [one for one in await client.xinfo_groups(KEY) if one["name"] == NLP.encode()]
        assert info["lag"] is None
        assert await backlog(client, 1) == 1189

    on_broker(flow)


def test_lanes_are_counted_and_trimmed_each_by_what_its_workers_have_passed(on_broker):
    async def flow(client):
        first, second = lanes(0)[:2]
        for key in (first, second):
            await fill(client, 5, key)
            await ensure_group(client, key, NLP)
        assert await backlog(client, 1, name=BULK) == 10
        ((_, entries),) = await client.xreadgroup(NLP, "one", {first: ">"}, count=3)
        await client.xack(first, NLP, entries[0][0])
        assert await backlog(client, 1, name=BULK) == 9
        assert (await trim(client, 1)).removed == 1
        assert [await client.xlen(key) for key in (first, second)] == [4, 5]

    on_broker(flow)


async def given_up(client, **options) -> int:
    return (await trim(client, 1, **options)).given_up


def test_a_group_that_is_missing_blocks_the_others_only_as_long_as_is_promised(on_broker, caplog):
    async def flow(client):
        await fill(client, 5)
        await ensure_group(client, KEY, NLP)
        await read(client, NLP, 5, ack=5)
        assert await given_up(client) == 0
        await asyncio.sleep(0.01)
        assert await given_up(client, kept_for=0.0) == 5
        assert await left(client) == []
        assert f"owed by {ANALYTICS}" in caplog.text

    on_broker(flow)


def test_what_a_group_that_stands_still_owes_is_given_up_and_its_reader_goes_on(on_broker, caplog):
    async def flow(client):
        await fill(client, 4)
        await groups(client)
        await read(client, ANALYTICS, 4, ack=4)
        await read(client, NLP, 2)  # two are in hand, two were never read
        await asyncio.sleep(0.01)
        assert await given_up(client, kept_for=0.0) == 4
        assert f"owed by {NLP}" in caplog.text
        await fill(client, 1)
        ((_, entries),) = await client.xreadgroup(NLP, "one", {KEY: ">"}, count=9)
        assert len(entries) == 1

    on_broker(flow)


def test_a_broker_short_of_memory_keeps_an_hour(on_broker):
    async def flow(client):
        await client.xadd(KEY, {BODY: b"0"}, id=f"{int((time.time() - 2 * 3600) * 1000)}-0")
        await fill(client, 1)
        assert await given_up(client) == 0
        before = await memory(client)
        assert before and all(one.used > 0 and one.most == 0 and not one.tight for one in before)
        await bounded(client, max(one.used for one in before))
        try:
            assert any(one.tight for one in await memory(client))
            assert await given_up(client) == 1
        finally:
            await bounded(client, 0)
        assert await left(client) == [0]

    on_broker(flow)


async def bounded(client, most: int) -> None:
    more = {"target_nodes": client.PRIMARIES} if isinstance(client, ClusterClient) else {}
    await client.config_set("maxmemory", most, **more)
