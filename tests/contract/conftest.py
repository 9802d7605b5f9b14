"""The store's contract is held by SQLite and by PostgreSQL alike."""

from pathlib import Path

import pytest

from tests.store.databases import House, postgres_house, sqlite_house


@pytest.fixture(params=["sqlite", "postgresql"])
def house(request, tmp_path: Path) -> House:
    made = sqlite_house if request.param == "sqlite" else postgres_house
    return made(tmp_path, max_text=20_000, partitions=2)


@pytest.fixture
def run(house: House):
    """Run a story in a fresh world."""
    from tests.store.databases import world

    def told(story):
        async def begun(store):
            return await story(await world(store, house.settings))

        return house.run(begun)

    return told
