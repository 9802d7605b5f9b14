"""After an outage: what is on somebody's screen comes first; what failed in passing is tried again."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from service.enrichment.apply import apply_enriched
from service.jobs import reconcile, relay
from service.jobs.stages import for_workers
from service.messaging.messages import post_message
from service.messaging.reading import read_messages
from service.messaging.receipts import mark
from service.store import tables
from tests.jobs.tools import Bells, client_of, decode
from tests.store.databases import acquainted, enriched, postgres_database, sqlite_database, world
from wire.broker import shares
from wire.broker.clients import ensure_group
from wire.broker.streams import BODY, GROUP_NLP, HURRIED, MESSAGES, stream
from wire.contracts.events import Problem


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request, tmp_path, broker_url):
    made = sqlite_database if request.param == "sqlite" else postgres_database
    return made(tmp_path, redis_url=broker_url)


def told(database, story):
    """A story with a client, a listener and a reconciler, while no worker runs."""

    async def begun(store):
        async with client_of(database.settings.broker_url) as client:
            await client.flushall()
            await ensure_group(client, stream(MESSAGES, 0), GROUP_NLP)
            here = await world(store, database.settings)
            await story(here, client, Bells(store), reconcile.Reconciler(store, client))

    database.run(begun)


async def later(store, minutes):
    """As if everything had been queued this long ago."""
    async with store.writing() as connection:
        await connection.execute(
            update(tables.messages).values(queued_at=datetime.now(UTC) - timedelta(minutes=minutes))
        )


async def requested(store, client):
    while await relay.relay_once(store, client, for_workers(store, client)):
        pass
    return [decode(fields[BODY]) for _, fields in await client.xrange(stream(HURRIED, 0))]


def test_what_a_reader_has_on_the_screen_overtakes_what_waits(database):
    async def story(here, client, bells, reconciler):
        store = here.store
        closed = await acquainted(store, here.eva, "ben")
        for n in range(5):
            await post_message(
                store, database.settings, here.eva, closed.id, text=f"hola {n}", client_id=f"e{n}"
            )
        seen = [(await here.post(here.ana)).mine for _ in range(3)]
        await here.post(here.ana)  # not read yet
        await mark(store, here.ben, here.talk.id, read_seq=seen[-1].seq)
        assert await requested(store, client) == []
        assert await reconciler.prioritise_awaited() == 0, "nobody has waited long"
        await later(store, 1)
        assert await reconciler.prioritise_awaited() == 3
        asked = await requested(store, client)
        assert {one.message_id for one in asked} == {one.id for one in seen}
        assert asked[0].targets == ("en",)
        assert datetime.now(UTC) - asked[0].queued_at > timedelta(seconds=50), "the wait is told as it was"
        assert await reconciler.prioritise_awaited() == 0, "once is enough"
        page = await read_messages(store, here.ben, here.talk.id)
        assert page.rev == 4, "nothing that people see has changed"

    told(database, story)


def test_while_no_worker_runs_nothing_piles_up(database, monkeypatch):
    monkeypatch.setattr(shares, "BURST", 10_000.0)

    async def story(here, client, bells, reconciler):
        for _ in range(reconcile.PRIORITISED_AT_ONCE + 4):
            last = (await here.post(here.ana)).mine
        await mark(here.store, here.ben, here.talk.id, read_seq=last.seq)
        await requested(here.store, client)
        await later(here.store, 1)
        assert await reconciler.prioritise_awaited() == reconcile.PRIORITISED_AT_ONCE
        waiting = await requested(here.store, client)
        reconciler.known.clear()  # as after so many messages that the first are forgotten
        assert await reconciler.prioritise_awaited() == 0, "nobody has taken the first ones yet"
        assert len(await requested(here.store, client)) == len(waiting) == reconcile.PRIORITISED_AT_ONCE
        await client.delete(stream(HURRIED, 0))
        reconciler.known.update(dict.fromkeys(one.message_id for one in waiting))
        assert await reconciler.prioritise_awaited() == 4, "the next ones, now that there is room"

    told(database, story)


def test_a_flood_on_the_screen_crowds_nobody_out_and_is_hurried_within_its_share(database):
    async def story(here, client, bells, reconciler):
        store = here.store
        closed = await acquainted(store, here.eva, "ben")
        theirs = await post_message(store, database.settings, here.eva, closed.id, text="hola", client_id="e")
        for _ in range(40):
            last = (await here.post(here.ana)).mine
        await mark(store, here.ben, here.talk.id, read_seq=last.seq)
        await mark(store, here.ben, closed.id, read_seq=1)
        await requested(store, client)
        await later(store, 1)
        assert await reconciler.prioritise_awaited() == reconcile.PRIORITISED_AT_ONCE
        asked = await requested(store, client)
        assert theirs.mine.id in {one.message_id for one in asked}
        mine = [one for one in asked if one.author_id == here.ana]
        most = shares.BURST / shares.EACH
        assert len(mine) < most, "beyond its share, a flood is asked for once only"

    told(database, story)


def test_nothing_is_hurried_while_nothing_waits(database):
    async def story(here, client, bells, reconciler):
        message = (await here.post(here.ana)).mine
        await mark(here.store, here.ben, here.talk.id, read_seq=message.seq)
        await later(here.store, 1)
        assert await reconciler.prioritise_awaited() == 0, "it is in the outbox: no worker is late with it"

    told(database, story)


def failed(message, code):
    problem = Problem(code=code, message="It failed.")
    return enriched(message, status="failed", problem=problem, translations={}, enriched_at=datetime.now(UTC))


async def attempts(store):
    async with store.reading() as connection:
        return (await connection.execute(select(tables.messages.c.attempts))).scalars().all()


def test_what_failed_for_want_of_an_engine_is_tried_again_with_growing_waits(database):
    async def story(here, client, bells, reconciler):
        store = here.store
        message = (await here.post(here.ana)).mine
        waits = []
        for minutes in (1.1, 4.1, 16.1, 64.1):
            await apply_enriched(store, failed(message, "engine_error"))
            await later(store, minutes * 0.8)
            assert await reconciler.failed() == 0, f"{minutes} minutes are not over"
            await later(store, minutes)
            waits.append(await reconciler.failed())
            shown = (await read_messages(store, here.ben, here.talk.id)).messages[0]
            assert shown.enrichment.status == "pending", "the bubble says that it is being tried"
            assert {who for who, _ in bells.rung} == {here.ana, here.ben}
        assert waits == [1, 1, 1, 1]
        await apply_enriched(store, failed(message, "engine_error"))
        await later(store, 1000)
        assert await reconciler.failed() == 0, "four times are enough"
        assert await attempts(store) == [4]

    told(database, story)


@pytest.mark.parametrize("code", ["repetition", "detection_failed", "enrichment_lost"])
def test_what_would_fail_again_is_left_to_people(database, code):
    async def story(here, client, bells, reconciler):
        message = (await here.post(here.ana)).mine
        await apply_enriched(here.store, failed(message, code))
        await later(here.store, 30)
        assert await reconciler.failed() == 0

    told(database, story)
