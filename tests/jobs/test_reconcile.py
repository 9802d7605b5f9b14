"""Reconciling: what the broker lost is asked for again, a few times; nothing else is touched."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, update

from service.enrichment.commands import retry_enrichment
from service.jobs import reconcile, relay
from service.jobs.stages import for_workers
from service.messaging.messages import post_message
from service.messaging.reading import read_messages
from service.store import tables
from tests.jobs.tools import Bells, client_of, posted, say
from tests.store.databases import acquainted, enriched, postgres_database, sqlite_database, world
from wire.broker.clients import ensure_group
from wire.broker.streams import BODY, ENRICHMENTS, GROUP_APPLY, GROUP_NLP, MESSAGES, lane_of, stream

MESSAGES_0, ENRICHMENTS_0 = stream(MESSAGES, 0), stream(ENRICHMENTS, 0)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request, tmp_path, broker_url):
    made = sqlite_database if request.param == "sqlite" else postgres_database
    return made(tmp_path, redis_url=broker_url)


async def empty_outbox(store, client):
    while await relay.relay_once(store, client, for_workers(store, client)):
        pass


async def grow_old(store):
    """As if everything had been queued a minute ago."""
    async with store.writing() as connection:
        await connection.execute(
            update(tables.messages).values(queued_at=datetime.now(UTC) - timedelta(minutes=1))
        )


def told(database, story):
    """A story with a client, a listener and a reconciler."""

    async def begun(store):
        async with client_of(database.settings.broker_url) as client:
            here = await world(store, database.settings)
            await story(here, client, Bells(store), reconcile.Reconciler(store, client))

    database.run(begun)


def test_messages_that_a_flushed_broker_forgot_are_queued_again(database):
    async def story(here, client, bells, reconciler):
        store = here.store
        lost = [(await here.post(here.ana)).mine for _ in range(3)]
        await empty_outbox(store, client)
        await client.flushall()
        assert await reconciler.requeue_orphaned() == 0, "not before their time"
        await grow_old(store)
        assert await reconciler.requeue_orphaned() == 3
        assert await reconciler.requeue_orphaned() == 0, "they are on their way again"
        await empty_outbox(store, client)
        again = await posted(client)
        assert [one.message_id for one in again] == [one.id for one in lost]
        assert again[0].targets == ("en",) and again[2].context[0].text == lost[0].text
        page = await read_messages(store, here.ben, here.talk.id)
        assert page.rev == 3, "nothing that people see has changed"

    told(database, story)


def test_a_clock_that_is_set_back_keeps_nothing_waiting(database):
    async def story(here, client, bells, reconciler):
        store = here.store
        await here.post(here.ana)
        await empty_outbox(store, client)
        async with store.writing() as connection:
            ahead = datetime.now(UTC) + timedelta(hours=1)
            await connection.execute(update(tables.messages).values(queued_at=ahead))
        assert await reconciler.requeue_orphaned() == 0, "on its way"
        await client.flushall()
        assert await reconciler.requeue_orphaned() == 1
        assert await reconciler.requeue_orphaned() == 0, "it was queued now"

    told(database, story)


def test_what_is_on_its_way_is_left_alone_wherever_it_is(database):
    async def story(here, client, bells, reconciler):
        store = here.store
        message = (await here.post(here.ana)).mine
        await grow_old(store)
        assert await reconciler.requeue_orphaned() == 0, "in the outbox"
        await empty_outbox(store, client)
        assert await reconciler.requeue_orphaned() == 0, "on the stream, no worker yet"
        await ensure_group(client, MESSAGES_0, GROUP_NLP)
        assert await reconciler.requeue_orphaned() == 0, "on the stream, waiting for a worker"
        ((_, ((entry_id, _),)),) = await client.xreadgroup(GROUP_NLP, "w", {MESSAGES_0: ">"})
        assert await reconciler.requeue_orphaned() == 0, "in a worker's hands"
        await say(client, enriched(message))
        await client.xack(MESSAGES_0, GROUP_NLP, entry_id)
        assert await reconciler.requeue_orphaned() == 0, "on the way back"
        await ensure_group(client, ENRICHMENTS_0, GROUP_APPLY)
        ((_, ((entry_id, _),)),) = await client.xreadgroup(GROUP_APPLY, "a", {ENRICHMENTS_0: ">"})
        assert await reconciler.requeue_orphaned() == 0, "being applied"
        await client.xack(ENRICHMENTS_0, GROUP_APPLY, entry_id)
        assert await reconciler.requeue_orphaned() == 1, "acknowledged and yet not applied: lost"

    told(database, story)


def test_after_three_tries_it_has_failed_and_both_sides_are_told(database):
    async def story(here, client, bells, reconciler):
        store = here.store
        message = (await here.post(here.ana)).mine
        for _ in range(3):
            await empty_outbox(store, client)
            await client.flushall()
            await grow_old(store)
            assert await reconciler.requeue_orphaned() == 1
        await empty_outbox(store, client)
        await client.flushall()
        await grow_old(store)
        assert bells.rung == []
        assert await reconciler.requeue_orphaned() == 0
        assert {who for who, _ in bells.rung} == {here.ana, here.ben}
        shown = (await read_messages(store, here.ben, here.talk.id)).messages[0]
        assert shown.enrichment.status == "failed"
        assert shown.enrichment.problem.code == "enrichment_lost"
        assert bells.rung[0][1].message == shown and shown.rev == 2
        view = await retry_enrichment(store, here.settings, here.ben, message.id)
        assert view.enrichment.status == "pending", "by hand it starts anew"
        await empty_outbox(store, client)
        await client.flushall()
        await grow_old(store)
        assert await reconciler.requeue_orphaned() == 1

    told(database, story)


def test_the_newest_conversation_comes_first(database):
    async def story(here, client, bells, reconciler):
        store = here.store
        reconciler = reconcile.Reconciler(store, client, most=2)
        other = await acquainted(store, here.ana, "eva")
        old = datetime.now(UTC) - timedelta(days=1)
        for number in range(2):
            await post_message(
                store, here.settings, here.ana, other.id, text="old", client_id=str(number), posted_at=old
            )
        new = [(await here.post(here.ben)).mine.id for _ in range(3)]
        await empty_outbox(store, client)
        await client.flushall()
        await grow_old(store)
        assert await reconciler.requeue_orphaned() == 2
        await empty_outbox(store, client)
        assert [one.message_id for one in await posted(client)] == new[1:]

    told(database, story)


def test_reconcilers_at_the_same_time_queue_once(database):
    async def story(here, client, bells, reconciler):
        for _ in range(5):
            await here.post(here.ana)
        await empty_outbox(here.store, client)
        await client.flushall()
        await grow_old(here.store)
        assert sum(await asyncio.gather(*(reconciler.requeue_orphaned() for _ in range(3)))) == 5

    told(database, story)


def test_a_lost_message_is_found_although_its_stream_is_never_empty(database):
    """Work comes and goes all the time; only what came before is over."""

    async def story(here, client, bells, reconciler):
        store = here.store
        lost = (await here.post(here.ana)).mine
        await empty_outbox(store, client)
        await client.flushall()
        await grow_old(store)
        await ensure_group(client, MESSAGES_0, GROUP_NLP)
        await ensure_group(client, ENRICHMENTS_0, GROUP_APPLY)

        async def next_one(before):
            """One more message waits for a worker, and an answer for the store, before the last are done."""
            newer = (await here.post(here.ana)).mine
            await empty_outbox(store, client)
            await say(client, enriched(newer))
            for stream_, group, entry_id in before:
                await client.xack(stream_, group, entry_id)
            return [
                (stream_, group, (await client.xreadgroup(group, "w", {stream_: ">"}))[0][1][0][0])
                for stream_, group in ((MESSAGES_0, GROUP_NLP), (ENRICHMENTS_0, GROUP_APPLY))
            ]

        waiting, found = await next_one([]), []
        for _ in range(4):
            found.append(await reconciler.requeue_orphaned())
            waiting = await next_one(waiting)
        assert found[0] == 0, "what waits now may be it"
        assert sum(found) == 1, "the others are not old, and are being worked on"
        await empty_outbox(store, client)
        assert lost.id in [one.message_id for one in await posted(client)]

    told(database, story)


async def with_somebody_in_another_lane(here):
    """The world, where Ana talks with somebody whose lane is not hers: people of all worlds are the same."""
    number, other = 0, here.ana
    while lane_of(other, 0) == lane_of(here.ana, 0):
        other = await here.stranger(f"other{(number := number + 1)}")
    talk = await acquainted(here.store, here.ana, f"other{number}")
    return replace(here, ids=here.ids | {"ben": other}, talk=talk)


def test_a_lane_that_stands_still_hides_nothing_in_another(database):
    async def story(here, client, bells, reconciler):
        store, here = here.store, await with_somebody_in_another_lane(here)
        stuck = lane_of(here.ben, 0)
        await client.xadd(stuck, {BODY: b"waits for ever"})
        for author in (here.ana, here.ben):
            await here.post(author)
        async with store.writing() as connection:
            await connection.execute(delete(tables.outbox))
        await grow_old(store)
        assert [await reconciler.requeue_orphaned() for _ in range(3)] == [1, 0, 0]

    told(database, story)


def test_pending_messages_beyond_one_look_come_in_the_next(database, monkeypatch):
    monkeypatch.setattr(reconcile, "SCANNED", 2)

    async def story(here, client, bells, reconciler):
        for _ in range(5):
            await here.post(here.ana)
        await empty_outbox(here.store, client)
        await client.flushall()
        await grow_old(here.store)
        found = []
        for _ in range(4):
            found.append(await reconciler.requeue_orphaned())
            await empty_outbox(here.store, client)
            await client.flushall()  # what was queued again is gone, too, and not old yet
        assert found == [2, 2, 1, 0]

    told(database, story)
