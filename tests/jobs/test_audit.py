"""What the store knows is in the event log in the end, though the broker was emptied, or the log removed."""

import asyncio
import shutil
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from analytics import audit as collector_audit
from analytics.audit import TRIES, Auditor, confirmed
from analytics.collect import collect
from analytics.lake import Lake
from service.jobs import apply, audit, reconcile, relay
from service.jobs.stages import for_workers
from service.messaging import replay
from service.store.tables import enrichments
from tests.analytics.world import World
from tests.jobs.tools import client_of, running, until
from tests.store.databases import enriched, postgres_database, sqlite_database, world
from wire.broker.clients import add
from wire.broker.consumer import Consumer
from wire.broker.streams import ENRICHMENTS, GROUP_NLP, HURRIED, MESSAGES, lanes, stream
from wire.contracts.codec import decoder
from wire.contracts.events import Enriched, MessagePosted, Translation
from wire.tasks import every


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(collector_audit, "EVERY", 0.3)
    monkeypatch.setattr(replay, "SETTLED", timedelta(seconds=0.5))
    monkeypatch.setattr(replay, "PAGE", 20)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request, tmp_path, broker_url):
    made = sqlite_database if request.param == "sqlite" else postgres_database
    return made(tmp_path / "home", redis_url=broker_url, collect_seconds=1, reclaim_after=1)


def understood(message: MessagePosted) -> Enriched:
    (target,) = message.targets
    return Enriched(
        message_id=message.message_id,
        conversation_id=message.conversation_id,
        author_id=message.author_id,
        status="done",
        language=message.language,
        translations={
            target: Translation(status="done", text="x", engine="e", route=(message.language, target))
        },
        posted_at=message.posted_at,
        queued_at=message.queued_at,
        enriched_at=datetime.now(UTC),
    )


async def worker(settings, client, stop):
    """Understands messages, as a worker does, without models."""

    async def handle(batch):
        for one in batch:
            if not one.value.elsewhere:
                await add(client, stream(ENRICHMENTS, 0), understood(one.value))

    consumer = Consumer(
        settings.broker_url, group=GROUP_NLP, name="w",
        streams=[stream(MESSAGES, 0), stream(HURRIED, 0), *lanes(0)],
        decode=decoder(MessagePosted), handle=handle, block=0.2, reclaim_after=1,
    )  # fmt: skip
    await consumer.run(stop)


@asynccontextmanager
async def whole(store, settings, client):
    """Everything between posting and the lake."""
    repair = reconcile.Reconciler(store, client, pending_for=0.5)
    parts = [
        lambda stop: relay.run(store, client, for_workers(store, client), stop=stop, poll=0.05),
        lambda stop: apply.run(store, settings, "a", stop=stop),
        lambda stop: every(0.2, "reconcile", repair.requeue_orphaned, stop),
        lambda stop: audit.run(store, client, settings, "a", stop=stop),
        lambda stop: worker(settings, client, stop),
        lambda stop: collect(settings, stop),
    ]
    async with AsyncExitStack() as stack:
        for part in parts:
            await stack.enter_async_context(running(part))
        yield


def in_lake(settings) -> dict[str, str]:
    frame = Lake(settings.lake_path).messages().collect()
    assert frame["message_id"].is_unique().all()
    return dict(frame.select("message_id", "enriched").rows())


async def in_store(store) -> dict[str, str]:
    async with store.reading() as connection:
        rows = await connection.execute(select(enrichments.c.message_id, enrichments.c.status))
        return {row.message_id: row.status for row in rows}


async def same(store, settings) -> bool:
    known = await in_store(store)
    return "pending" not in known.values() and in_lake(settings) == known


def test_a_broker_emptied_in_mid_traffic_loses_nothing(database):
    async def story(store):
        here = await world(store, database.settings)
        async with client_of(database.settings.broker_url) as client, whole(store, database.settings, client):
            for number in range(60):
                await here.post(here.ana if number % 2 else here.ben)
                if number in (15, 16, 40):
                    await asyncio.sleep(0.05)
                    await client.flushall()
            await until(lambda: same(store, database.settings), 180)
            assert len(in_lake(database.settings)) == 60

    database.run(story)


def test_a_lake_that_is_removed_is_filled_again(database):
    async def story(store):
        here = await world(store, database.settings)
        async with client_of(database.settings.broker_url) as client:
            async with whole(store, database.settings, client):
                ids = [(await here.post(here.ana)).mine.id for _ in range(45)]
                await until(lambda: same(store, database.settings), 180)
                await until(lambda: caught_up(ids[-1]), 180)
            before = Lake(database.settings.lake_path).translations().collect()
            shutil.rmtree(database.settings.lake_path)
            async with whole(store, database.settings, client):
                await until(lambda: same(store, database.settings), 180)
        after = Lake(database.settings.lake_path).translations().collect()
        facts = ("message_id", "source", "target", "status", "engine", "enriched_at", "wait_ms")
        assert after.select(facts).sort("message_id").equals(before.select(facts).sort("message_id"))

    async def caught_up(last):
        return confirmed(database.settings.lake_path) == last

    database.run(story)


def test_nothing_is_sent_again_where_nothing_is_missing(database, caplog, monkeypatch):
    async def story(store):
        here = await world(store, database.settings)
        async with client_of(database.settings.broker_url) as client:
            monkeypatch.setattr(collector_audit, "EVERY", 3600)
            async with whole(store, database.settings, client):
                ids = [(await here.post(here.ana)).mine.id for _ in range(45)]
                await until(lambda: same(store, database.settings), 180)
            monkeypatch.setattr(collector_audit, "EVERY", 0.3)
            caplog.clear()
            async with whole(store, database.settings, client):
                await until(lambda: caught_up(ids[-1]), 180)
        assert not [one for one in caplog.messages if "sent to it again" in one]

    async def caught_up(last):
        return confirmed(database.settings.lake_path) == last

    database.run(story)


def test_a_message_that_still_waits_holds_the_mark_and_not_the_others(database):
    async def story(store):
        here = await world(store, database.settings)
        first, second = [(await here.post(here.ana)).mine for _ in range(2)]
        await apply.Handler(store).handle([Delivered(enriched(second))])
        now = second.posted_at + timedelta(minutes=1)
        page = await replay.known_after(store, "", now)
        assert [(one.message_id, one.enriched) for one in page.known] == [
            (first.id, False),
            (second.id, True),
        ]
        assert (page.upto, page.more) == ("", False)
        early = await replay.known_after(store, "", second.posted_at)
        assert early.known == (), "on its way by itself"
        again = await replay.recalled(store, [first.id, second.id, "gone"])
        assert [type(one).__name__ for one in again] == ["MessagePosted", "MessagePosted", "Enriched"]

    class Delivered:
        def __init__(self, value):
            self.value = value

    database.run(story)


def test_what_can_never_be_had_is_given_up_and_told(caplog, monkeypatch):
    auditor = Auditor(None, None)
    assert not any(auditor._given_up(("a",)) for _ in range(10 * TRIES)), "asked often, but not for long"
    monkeypatch.setattr(collector_audit, "PATIENCE", 0.0)
    given_up = [auditor._given_up(("a", "b")) for _ in range(TRIES + 1)]
    assert given_up == [False] * TRIES + [True]
    assert "cannot be had" in caplog.text
    assert not auditor._given_up(("b",)), "another lack starts anew"


def test_of_two_understandings_the_earlier_counts_and_of_a_failure_and_a_success_the_success(tmp_path):
    told = World()
    message = told.say("ana", 0)
    told.enrich(message, wait=30, sentiment="neutral")
    told.enrich(message, wait=2, sentiment="positive")
    told.enrich(message, wait=9, sentiment="negative")
    failed = told.say("ben", 1)
    told.enrich(failed, wait=1, outcome="failed")
    told.enrich(failed, wait=5)
    told.enrich(failed, wait=7, failed="broken", outcome=None)
    lake = told.write(tmp_path)
    rows = lake.messages().sort("seq").select("wait_ms", "sentiment", "enriched").collect().rows()
    assert rows == [(2000.0, "positive", "done"), (1000.0, None, "done")]
    waits = lake.translations().sort("message_id").select("status", "wait_ms").collect().rows()
    assert waits == [("done", 2000.0), ("done", 5000.0)]
