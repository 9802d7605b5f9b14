"""The store's contract is held by SQLite and by PostgreSQL alike."""

from pathlib import Path

import pytest

from tests.store.databases import Database, sqlite_database, used_postgres_database


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request, tmp_path: Path) -> Database:
    made = sqlite_database if request.param == "sqlite" else used_postgres_database
    return made(tmp_path, max_text=20_000, partitions=2)


@pytest.fixture
def run(database: Database):
    """Run a story in a fresh world."""
    from tests.store.databases import world

    def told(story):
        async def begun(store):
            return await story(await world(store, database.settings))

        return database.run(begun)

    return told
