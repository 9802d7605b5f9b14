"""Applying: what a worker says is in the store, and both sides hear of it; a busy store only delays it."""

import asyncio
import sqlite3

import pytest

from service.jobs import apply
from service.messaging.reading import read_messages
from service.realtime.frames import MessageEnriched
from tests.jobs.tools import Bells, client_of, running, say, until
from tests.store.databases import enriched, postgres_database, sqlite_database, world
from wire.broker.consumer import Delivery
from wire.broker.lag import backlog
from wire.broker.streams import DEAD, ENRICHMENTS, GROUP_APPLY, stream


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request, tmp_path, broker_url):
    made = sqlite_database if request.param == "sqlite" else postgres_database
    return made(tmp_path, redis_url=broker_url, reclaim_after=1)


def part(store, database):
    return lambda stop: apply.run(store, database.settings, "web-1", stop=stop)


async def all_applied(client):
    return await backlog(client, 1, name=ENRICHMENTS, group=GROUP_APPLY) == 0


def test_both_sides_hear_of_an_enrichment_each_in_their_view(database):
    async def story(store):
        here, bells = await world(store, database.settings), Bells(store)
        posted = [(await here.post(here.ana)).mine for _ in range(3)]
        async with client_of(database.settings.broker_url) as client:
            for one in posted:
                await say(client, enriched(one))
            async with running(part(store, database)):
                await until(lambda: rang(bells, 6))
            assert await all_applied(client)
        for person_id, frame in told(bells):
            wanted = ["greet", "thanks"] if person_id == here.ben else []
            assert [one.id for one in frame.message.enrichment.suggestions] == wanted
            assert frame.rev == frame.message.rev
        page = await read_messages(store, here.ben, here.talk.id)
        assert {one.enrichment.status for one in page.messages} == {"done"}
        assert page.messages == tuple(frame.message for who, frame in told(bells) if who == here.ben)

    database.run(story)


def told(bells):
    """Who heard of which enrichment; sentiments are rung as well, and are not looked at here."""
    return [(who, frame) for who, frame in bells.rung if isinstance(frame, MessageEnriched)]


async def rang(bells, count):
    return len(told(bells)) >= count


def test_a_second_delivery_tells_the_same_again(database):
    async def story(store):
        here, bells = await world(store, database.settings), Bells(store)
        posted = (await here.post(here.ana)).mine
        delivery = Delivery("1-0", stream(ENRICHMENTS, 0), enriched(posted), 1)
        handler = apply.Handler(store)
        await handler.handle([delivery])
        await handler.handle([delivery])
        first, second = told(bells)[:2], told(bells)[2:]
        assert first == second and len(first) == 2
        page = await read_messages(store, here.ben, here.talk.id)
        assert page.rev == 2

    database.run(story)


def test_batches_that_come_together_are_one_and_one_that_fails_is_nothing_to_the_others(
    tmp_path, monkeypatch
):
    tried, whole = [], apply.apply_batch

    async def applied(store, batch):
        tried.append(len(batch))
        if any(one.conversation_id == "bad" for one in batch):
            raise ZeroDivisionError
        return await whole(store, batch)

    monkeypatch.setattr(apply, "apply_batch", applied)
    monkeypatch.setattr(apply, "BATCH", 3)

    async def story(store):
        here, bells = await world(store, database.settings), Bells(store)
        posted = [(await here.post(here.ana)).mine for _ in range(5)]
        good = [Delivery("1-0", stream(ENRICHMENTS, 0), enriched(one), 1) for one in posted]
        bad = Delivery("2-0", stream(ENRICHMENTS, 1), enriched(posted[0], conversation_id="bad"), 1)
        handler = apply.Handler(store)
        await asyncio.gather(handler.handle(good[:1]), handler.handle(good[1:3]), handler.handle(good[3:4]))
        assert tried == [3, 1], "no more at once than may be"
        tried.clear()
        done = await asyncio.gather(handler.handle([bad]), handler.handle(good[4:]), return_exceptions=True)
        assert tried == [2, 1, 1]
        assert isinstance(done[0], ZeroDivisionError) and done[1] is None
        assert len(told(bells)) == 10

    database = sqlite_database(tmp_path)
    database.run(story)


def test_what_cannot_be_read_goes_to_dead_and_the_rest_goes_on(database):
    async def story(store):
        here, bells = await world(store, database.settings), Bells(store)
        posted = (await here.post(here.ana)).mine
        async with client_of(database.settings.broker_url) as client:
            await client.xadd(stream(ENRICHMENTS, 0), {b"body": b"not json"})
            await say(client, enriched(posted))
            async with running(part(store, database)):
                await until(lambda: rang(bells, 2))
                await until(lambda: client.xlen(DEAD))

    database.run(story)


def test_a_busy_store_delays_and_loses_nothing(tmp_path, broker_url):
    database = sqlite_database(tmp_path, redis_url=broker_url, reclaim_after=1, max_deliveries=1)

    async def story(store):
        here, bells = await world(store, database.settings), Bells(store)
        posted = (await here.post(here.ana)).mine
        other = sqlite3.connect(tmp_path / "duologue.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        async with client_of(broker_url) as client:
            await say(client, enriched(posted))
            async with running(part(store, database)):
                await until(lambda: delivered(client))
                assert bells.rung == []
                other.execute("ROLLBACK")
                await until(lambda: rang(bells, 2))
            assert await client.xlen(DEAD) == 0
        other.close()

    async def delivered(client):
        groups = await client.xinfo_groups(stream(ENRICHMENTS, 0))
        return groups and groups[0]["pending"]

    database.run(story, patience=0.1)
