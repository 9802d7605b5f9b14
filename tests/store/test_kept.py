"""Stories on PostgreSQL share connections, and nothing else."""

import asyncio

from sqlalchemy import text

from tests.store.databases import postgres_database

BACKENDS = text(
    "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend'"
)


def test_a_story_takes_the_connections_of_the_one_before(tmp_path):
    async def connected(store):
        async with store.reading() as connection:
            return frozenset((await connection.execute(BACKENDS)).scalars())

    database = postgres_database(tmp_path)
    first, second, third = (database.run(connected) for _ in range(3))
    assert first >= second >= third, "what others had may end meanwhile, and none of ours is new"
    assert third


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
