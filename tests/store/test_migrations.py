"""Migrations: an empty database, one that is in use, one of the future, and several processes at once."""

import asyncio
import sqlite3
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import select, text
from sqlalchemy.util import greenlet_spawn

from service.messaging.reading import read_messages
from service.store import Store, engines, tables
from service.store.errors import SchemaTooNew
from service.store.migrate import config
from tests.store.databases import postgres_url, world
from wire.contracts.settings import Settings


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(request, tmp_path) -> Settings:
    """Settings of a database that nobody has touched."""
    if request.param == "sqlite":
        return Settings(home=tmp_path)
    return Settings(home=tmp_path, database_url=postgres_url(f"m{uuid4().hex}"))


def test_names_and_sessions_from_before_are_carried_over(settings):
    def before(connection):
        made = config()
        made.attributes["connection"] = connection
        command.upgrade(made, "0004")
        now = datetime.now(UTC).replace(tzinfo=None)
        common = "'-', 'tr', 'system', :now, NULL, false, true, ''"
        for id_, handle, name in (("p1", "..", "İPEK Yıldız"), ("p2", "admin", "\u202eZoë")):
            insert = f"INSERT INTO people VALUES (:id, :handle, :name, 'old', {common})"
            connection.execute(text(insert), {"id": id_, "handle": handle, "name": name, "now": now})
        for token in ("a" * 64, "b" * 64):
            row = "INSERT INTO sessions VALUES (:token, 'p1', :now, :now)"
            connection.execute(text(row), {"token": token, "now": now})

    async def story():
        parts = engines.make(settings.store_url, 5.0)
        async with parts.writer.begin() as connection:
            await connection.run_sync(before)
        await parts.dispose()
        store = await Store.open(settings)
        async with store.reading() as connection:
            people = (await connection.execute(select(tables.accounts).order_by(tables.accounts.c.id))).all()
            sessions = (await connection.execute(select(tables.sessions))).all()
        await store.close()
        assert [(one.handle, one.name, one.name_key) for one in people] == [
            ("..", "İPEK Yıldız", "ipek yildiz"),
            ("admin", "\u202eZoë", "zoe"),
        ]
        assert len({one.id for one in sessions} - {""}) == 2

    asyncio.run(story())


def test_an_empty_database_gets_exactly_the_tables_of_the_code(settings):
    def differences(connection):
        options = {"compare_type": True, "include_name": ours}
        context = MigrationContext.configure(connection, opts=options)
        return compare_metadata(context, tables.metadata)

    def ours(name, kind, _):
        """All but what a migration makes for search: SQLAlchemy knows neither FTS5 nor such an index."""
        made = ("search_index",) if kind == "table" else ("ix_search_texts_words",)
        return kind not in ("table", "index") or not (name or "").startswith(made)

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
        assert page.messages == (posted.mine,)

    asyncio.run(story())


def test_several_processes_may_start_at_once(settings):
    async def story():
        stores = await asyncio.gather(*(Store.open(settings) for _ in range(4)))
        here = await world(stores[0], settings)
        assert here.talk.id
        for store in stores:
            await store.close()

    asyncio.run(story())


def test_who_is_refused_the_switch_to_a_write_ahead_log_tries_again():
    """SQLite refuses it at once, whatever the time-out, where others open the same new file."""

    class Refused:
        def __init__(self):
            self.asked = 0

        def execute(self, sql):
            self.asked += 1
            if self.asked < 3:
                raise sqlite3.OperationalError("database is locked")

    async def story():
        cursor, never = Refused(), Refused()
        never.asked = -(10**6)
        await greenlet_spawn(engines._write_ahead, cursor, 30.0)
        with pytest.raises(sqlite3.OperationalError):
            await greenlet_spawn(engines._write_ahead, never, 0.1)
        return cursor.asked

    assert asyncio.run(story()) == 3


def test_a_database_of_a_newer_program_is_refused_and_left_alone(settings):
    async def story():
        store = await Store.open(settings)
        async with store.writing() as connection:
            await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        await store.close()
        with pytest.raises(SchemaTooNew, match="newer"):
            await Store.open(settings)

    asyncio.run(story())
