"""What is looked up with a lock is what the transaction before left, also for one that waited for it."""

import asyncio

import pytest
from sqlalchemy import text, update

from service.messaging.access import conversation_access
from service.store.tables import conversations, participants
from tests.store.databases import postgres_database, world

WAITING = text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")


@pytest.fixture
def run(tmp_path):
    """Of PostgreSQL alone: SQLite has one writer."""
    database = postgres_database(tmp_path)

    def told(story):
        async def begun(store):
            await story(await world(store, database.settings))

        database.run(begun)

    return told


def test_who_waited_for_a_conversation_finds_it_as_it_is_then(run):
    async def story(world):
        async with world.store.writing() as first:
            before = await conversation_access(first, world.ana, world.talk.id, lock=True)
            late = asyncio.create_task(locked(world))
            while not await somebody_waits(world.store):
                assert not late.done(), "it did not wait"
                await asyncio.sleep(0.01)
            await change(first, world)
        after = await late
        assert (before.rev + 1, "ignored") == (after.rev, after.relation.theirs)

    run(story)


async def somebody_waits(store):
    """In a transaction of its own each time: PostgreSQL shows all of one transaction the same moment."""
    async with store.reading() as looking:
        return await looking.scalar(WAITING)


async def locked(world):
    async with world.store.writing() as second:
        return await conversation_access(second, world.ana, world.talk.id, lock=True)


async def change(connection, world):
    """What the other transaction looks up, in both tables."""
    here = participants.c.conversation_id == world.talk.id, participants.c.party_id == world.ben
    await connection.execute(update(participants).where(*here).values(stance="ignored"))
    talk = conversations.c.id == world.talk.id
    await connection.execute(update(conversations).where(talk).values(rev=conversations.c.rev + 1))
