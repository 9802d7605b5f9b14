"""Conversations of organisations from before there was a desk are at it: open, and none of them waits."""

import asyncio
from datetime import UTC, datetime, timedelta

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


def routed(connection) -> None:
    """The same, of 0030: its contact came by two channels; one queue has a member, another none."""
    served(connection)
    made = config()
    made.attributes["connection"] = connection
    command.upgrade(made, "0030")
    looks = {"kind": "widget", "name": "Shop", "colour": "#000000", "language": "pt", "enabled": True}
    texts = {"secret": "s", "allowed_origins": "[]", "greeting": "{}", "created_at": NOW}
    for name, later in (("old", 0), ("new", 1)):
        channel = {"id": ids(name), "organisation_id": ids("casa"), "key": name}
        put(connection, "channels", **channel, **looks, **texts)
        came = NOW + timedelta(days=later)
        token = {"token_hash": name, "contact_id": ids("zoe"), "channel_id": ids(name)}
        put(connection, "visitors", **token, created_at=came, last_used_at=came, expires_at=came)
    seat = {"conversation_id": ids("served"), "party_id": ids("zoe"), "contact_id": ids("zoe"), "side": 1}
    reached = {"delivered_seq": 0, "read_seq": 0, "suggestions": False}
    put(connection, "participants", **seat, kind="contact", **reached)
    ben = {"id": ids("ben"), "handle": "ben", "name": "Ben", "name_key": "ben", "language": "en"}
    put(connection, "accounts", **ben, password_hash="", theme="system", demo=False, created_at=NOW)
    for name in ("named", "anybody"):
        lists = {"languages": "[]", "skills": "[]", "channels": "[]", "assignment": "automatic"}
        queue = {"id": ids(name), "organisation_id": ids("casa"), "name": name, "name_key": name}
        put(connection, "queues", **queue, **lists, created_at=NOW)
    put(connection, "queue_members", queue_id=ids("named"), account_id=ids("ben"))


def test_it_is_known_by_which_channel_it_came_and_whose_a_queue_is(settings):  # noqa: F811
    async def story():
        parts = engines.make(settings.store_url, 5.0)
        async with parts.writer.begin() as connection:
            await connection.run_sync(routed)
        await parts.dispose()
        store = await Store.open(settings)
        async with store.reading() as connection:
            [row] = (await connection.execute(select(tables.desk_states))).all()
            queues = (await connection.execute(select(tables.queues))).all()
            channels = (await connection.execute(select(tables.channels))).all()
        await store.close()
        assert row.channel_id == ids("new")
        assert {one.name: one.everybody for one in queues} == {"named": False, "anybody": True}
        assert {one.seen_at for one in channels} == {None}

    asyncio.run(story())
