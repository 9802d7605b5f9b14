"""Conversations of organisations from before there was a desk are at it: open, and none of them waits."""

import asyncio
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import command
from sqlalchemy import select

from service.store import Store, engines, tables
from service.store.migrate import config
from tests.store.test_migration_sides import ids, put, settings  # noqa: F401

NOW = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)


def fill(connection) -> None:
    """An organisation, its contact, and a conversation of theirs beside one of nobody's, of 0021."""
    made = config()
    made.attributes["connection"] = connection
    command.upgrade(made, "0021")
    put(connection, "organisations", id=ids("casa"), name="Casa", language="pt", created_at=NOW)
    contact = {"id": ids("zoe"), "organisation_id": ids("casa"), "name": "Zoë", "name_key": "zoe"}
    put(connection, "contacts", **contact, language="fr", created_at=NOW)
    times = {"last_seq": 0, "rev": 0, "created_at": NOW, "active_at": NOW, "demo": False}
    put(connection, "conversations", id=ids("served"), kind="service", organisation_id=ids("casa"), **times)
    put(connection, "conversations", id=ids("direct"), kind="direct", direct_key="a:b", **times)


def test_what_there_was_is_at_the_desk_and_nothing_is_invented(settings):  # noqa: F811
    async def story():
        parts = engines.make(settings.store_url, 5.0)
        async with parts.writer.begin() as connection:
            await connection.run_sync(fill)
        await parts.dispose()
        store = await Store.open(settings)
        async with store.reading() as connection:
            rows = (await connection.execute(select(tables.desk_states))).all()
            contact = (await connection.execute(select(tables.contacts))).one()
        await store.close()
        [row] = rows
        assert (row.conversation_id, row.organisation_id, row.state) == (ids("served"), ids("casa"), "open")
        assert set(row[3:]) == {None}
        assert (contact.name, contact.email, contact.consented_at) == ("Zoë", None, None)

    asyncio.run(story())


def served(connection) -> None:
    """The same, of 0023: somebody waits since then."""
    fill(connection)
    made = config()
    made.attributes["connection"] = connection
    command.upgrade(made, "0023")
    stood = sa.table("desk_states", sa.column("waiting_since", sa.DateTime(timezone=True)))
    connection.execute(sa.update(stood).values(waiting_since=NOW))


def test_who_waited_waits_in_no_queue_and_nothing_is_promised(settings):  # noqa: F811
    async def story():
        parts = engines.make(settings.store_url, 5.0)
        async with parts.writer.begin() as connection:
            await connection.run_sync(served)
        await parts.dispose()
        store = await Store.open(settings)
        async with store.reading() as connection:
            [row] = (await connection.execute(select(tables.desk_states))).all()
        await store.close()
        assert (row.state, row.waiting_since) == ("open", NOW)
        assert (row.queue_id, row.opened_at, row.due_at, row.look_at, row.alerted) == (None,) * 5

    asyncio.run(story())
