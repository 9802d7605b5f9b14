"""What tasks found: stored and shown whatever the task, dropped by nothing but the end of the message."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select, update

from service.enrichment.apply import apply_batch, apply_enriched
from service.identity.deletion import erase
from service.knowledge.corrections import correct_translation
from service.messaging import replay
from service.messaging.conversations import list_conversations
from service.messaging.reading import changed_since
from service.store.tables import accounts, findings
from tests.contract.test_store_enrichment import seen_by
from tests.store.databases import enriched
from wire.contracts.events import Annotation, Enriched

TOPIC = Annotation(task="topic", model="topics@1", label="meeting", probability=0.5)
UNKNOWN = Annotation(task="irony", target="en", model="x, y", detail={"where": [1, 2], "said": 'a "quote"'})


def bare(found):
    return [(one.key, one.label, one.probability, one.detail) for one in found]


async def stored(world):
    async with world.store.reading() as connection:
        return await connection.scalar(select(func.count()).select_from(findings))


def test_they_are_applied_once_and_both_sides_see_them(run):
    async def story(world):
        posted = (await world.post(world.ana)).mine
        assert posted.enrichment.annotations == ()
        found = enriched(posted, annotations=(TOPIC, UNKNOWN))
        first = await apply_enriched(world.store, found)
        assert bare(first.author_view.enrichment.annotations) == bare([UNKNOWN, TOPIC])
        assert {one.made_at for one in first.author_view.enrichment.annotations} == {found.enriched_at}
        for view, person in ((first.author_view, world.ana), (first.reader_view, world.ben)):
            assert view == await seen_by(world, person)
            listed = (await list_conversations(world.store, person))[0].last_message
            assert listed == view
            assert (await changed_since(world.store, person, world.talk.id, 0)).messages[-1] == view
        assert await apply_enriched(world.store, found) is None
        assert await stored(world) == 2

    run(story)


def test_the_newer_of_one_key_is_kept_and_a_failure_takes_nothing(run):
    async def story(world):
        posted = (await world.post(world.ana)).mine
        found = enriched(posted, annotations=(TOPIC, UNKNOWN))
        later = found.enriched_at + timedelta(seconds=5)
        newer = enriched(posted, enriched_at=later, annotations=(Annotation(task="topic", model="topics@1"),))
        failed = enriched(posted, status="failed", enriched_at=later + timedelta(seconds=1))
        await apply_enriched(world.store, found)
        applied = await apply_enriched(world.store, newer)
        assert (await apply_batch(world.store, [failed, found]))[0].changed is False
        known = (await seen_by(world, world.ben)).enrichment.annotations
        assert known == applied.reader_view.enrichment.annotations
        assert [(one.task, one.label, one.made_at) for one in known] == [
            ("irony", None, found.enriched_at),
            ("topic", None, later),
        ]

    run(story)


def test_a_correction_by_hand_leaves_them_and_shows_them(run):
    async def story(world):
        posted = (await world.post(world.ana)).mine
        await apply_enriched(world.store, enriched(posted, annotations=(TOPIC,)))
        applied = await correct_translation(
            world.store, world.settings, world.ben, posted.id, text="Hello there!", client_id="c1"
        )
        assert bare(applied.author_view.enrichment.annotations) == bare([TOPIC])
        assert await seen_by(world, world.ana) == applied.author_view

    run(story)


def test_what_is_told_to_analytics_again_has_them(run):
    async def story(world):
        posted = (await world.post(world.ana)).mine
        await apply_enriched(world.store, enriched(posted, annotations=(TOPIC,)))
        (found,) = [
            one for one in await replay.recalled(world.store, [posted.id]) if isinstance(one, Enriched)
        ]
        assert bare(found.annotations) == bare([TOPIC])

    run(story)


def test_nothing_of_an_erased_message_stays(run):
    async def story(world):
        posted = (await world.post(world.ana)).mine
        await apply_enriched(world.store, enriched(posted, annotations=(TOPIC, UNKNOWN)))
        other = (await world.post(world.ben)).mine
        await apply_enriched(
            world.store,
            enriched(other, author_id=world.ben, annotations=(TOPIC,)),
        )
        assert await stored(world) == 3
        leave = update(accounts).where(accounts.c.id == world.ana).values(deleted_at=datetime.now(UTC))
        async with world.store.writing() as connection:
            await connection.execute(leave)
        await erase(world.store, world.ana)
        assert await stored(world) == 1
        assert bare((await seen_by(world, world.ben)).enrichment.annotations) == bare([TOPIC])

    run(story)
