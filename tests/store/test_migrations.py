"""Migrations: an empty database, one that is in use, one of the future, and several processes at once."""

import asyncio
from uuid import uuid4

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from service.actions import read_messages
from service.store import Store, tables
from service.store.errors import SchemaTooNew
from service.wire.settings import Settings
from tests.store.databases import postgres_database, world


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(request, tmp_path) -> Settings:
    """Settings of a database that nobody has touched."""
    if request.param == "sqlite":
        return Settings(home=tmp_path)
    return Settings(home=tmp_path, database_url=postgres_database(f"m{uuid4().hex}"))


async def close(store):
    await store.close()


def test_an_empty_database_gets_exactly_the_tables_of_the_code(settings):
    def differences(connection):
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return compare_metadata(context, tables.metadata)

    async def story():
        store = await Store.open(settings)
        async with store.writing() as connection:
            found = await connection.run_sync(differences)
        await store.close()
        return found

    assert asyncio.run(story()) == []


def test_a_database_in_use_keeps_what_it_has(settings):
    async def story():
        store = await Store.open(settings)
        here = await world(store, settings)
        posted = await here.post(here.ana, "still here")
        await store.close()
        store = await Store.open(settings)
        page = await read_messages(store, here.ben, here.talk.id)
        await store.close()
        assert page.messages == (posted.theirs,)

    asyncio.run(story())


def test_several_processes_may_start_at_once(settings):
    async def story():
        stores = await asyncio.gather(*(Store.open(settings) for _ in range(4)))
        here = await world(stores[0], settings)
        assert here.talk.id
        for store in stores:
            await store.close()

    asyncio.run(story())


def test_a_database_of_a_newer_program_is_refused_and_left_alone(settings):
    async def story():
        store = await Store.open(settings)
        async with store.writing() as connection:
            await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        await store.close()
        with pytest.raises(SchemaTooNew, match="newer"):
            await Store.open(settings)

    asyncio.run(story())
