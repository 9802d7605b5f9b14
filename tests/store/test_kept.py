"""Stories on PostgreSQL share connections, and nothing else."""

import asyncio

from sqlalchemy import text

from tests.store.databases import postgres_database

WHICH = text("SELECT pg_backend_pid()")
STORIES = 6
"""More than a story has connections at a time."""
OWN = 61.0
"""A patience that no other story has, and so a pool that nobody else has filled."""


def test_stories_take_the_connections_of_those_before(tmp_path):
    async def connected(store):
        async with store.reading() as connection:
            return await connection.scalar(WHICH)

    database = postgres_database(tmp_path)
    seen = [database.run(connected, patience=OWN) for _ in range(STORIES)]
    assert len(set(seen)) < STORIES, "each had one of its own"


def test_two_stores_of_a_story_have_connections_of_their_own(tmp_path):
    async def nested(store):
        other = await type(store).open(database.settings, patience=60.0)
        try:
            assert other._engines.writer.pool is not store._engines.writer.pool
        finally:
            await other.close()

    database = postgres_database(tmp_path)
    database.run(nested)


def test_what_a_story_leaves_running_is_ended(tmp_path):
    async def story(store):
        return asyncio.create_task(asyncio.sleep(3600))

    assert postgres_database(tmp_path).run(story).cancelled()
