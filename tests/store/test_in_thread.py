"""Transactions that run in the writer's thread from beginning to end: the same promises, whichever way."""

import asyncio
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, insert, select, text

from service.errors import StorageFull, Unavailable
from service.events import PresenceChanged
from service.store.tables import outbox
from service.store.unit_of_work import record
from tests.store.databases import postgres_database, sqlite_database
from tests.store.hearing import Heard


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request, tmp_path):
    return (sqlite_database if request.param == "sqlite" else postgres_database)(tmp_path)


def row(name):
    return insert(outbox).values(stream=name, body=b"")


async def written(store):
    async with store.reading() as connection:
        return (await connection.execute(select(outbox.c.stream).order_by(outbox.c.id))).scalars().all()


def test_it_commits_and_tells_or_changes_nothing(database):
    came = PresenceChanged(person_id="ana", online=True, at=datetime.now(UTC))

    async def story(store):
        heard = Heard(store)

        async def work(connection, fails=False):
            await connection.execute(row("a"))
            record(connection, came)
            if fails:
                raise KeyError("no")
            return (await connection.scalars(select(outbox.c.stream))).all()

        with pytest.raises(KeyError):
            await store.transact(lambda connection: work(connection, fails=True))
        assert await written(store) == [] and heard.take() == []
        assert await store.transact(work) == ["a"]
        assert await written(store) == ["a"] and heard.take() == [came]

    database.run(story)


def test_who_waits_for_something_else_is_told_so_and_changes_nothing(tmp_path):
    async def story(store):
        async def work(connection):
            await connection.execute(row("a"))
            await asyncio.sleep(0)

        with pytest.raises(RuntimeError, match="something else"):
            await store.transact(work)
        assert await written(store) == []

    sqlite_database(tmp_path).run(story)


def test_what_waits_for_the_disk_does_so_whatever_came_before(tmp_path):
    """FULL is 2, NORMAL 1: every way to the connection knows how the one before it left that."""

    async def story(store):
        async def asked(connection):
            return await connection.scalar(text("PRAGMA synchronous"))

        async def within(relaxed):
            async with store.writing(relaxed=relaxed) as connection:
                return await asked(connection)

        for relaxed in (True, False, True, False, False, True, True):
            wanted = 1 if relaxed else 2
            assert await store.transact(asked, relaxed=relaxed) == wanted
            assert await within(not relaxed) == 3 - wanted
            assert await store.transact(asked, relaxed=relaxed) == wanted

    sqlite_database(tmp_path).run(story)


def test_a_store_that_is_busy_or_full_says_so(tmp_path):
    async def story(store):
        async def work(connection):
            await connection.execute(row("a"))

        async def grow(connection):
            await connection.execute(text("PRAGMA max_page_count=1"))
            await connection.execute(insert(outbox).values(stream="a", body=b"x" * 1_000_000))

        async with store.writing() as connection:
            await connection.execute(row("first"))
            with pytest.raises(Unavailable):
                await store.transact(work)
        with pytest.raises(StorageFull):
            await store.transact(grow)
        assert await written(store) == ["first"]

    sqlite_database(tmp_path).run(story, patience=0.1)


def test_who_is_cancelled_leaves_nothing_half_done_and_keeps_nobody_from_hearing(database):
    came = PresenceChanged(person_id="ana", online=True, at=datetime.now(UTC))

    async def story(store):
        heard = Heard(store)

        async def work(connection):
            await connection.execute(row("a"))
            record(connection, came)

        asking = asyncio.create_task(store.transact(work))
        await asyncio.sleep(0)
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)
        await store.close()
        assert heard.take() == [came]

    async def after(store):
        assert await written(store) == ["a"]

    database.run(story)
    database.run(after)


async def in_steps(store, number=0):
    async with store.writing(relaxed=bool(number % 2)) as connection:
        await connection.execute(row("a"))
        await connection.execute(row("a"))


async def at_once(store, _):
    async def write(connection):
        await connection.execute(row("a"))

    await store.transact(write)


async def count(connection):
    return await connection.scalar(select(func.count()).select_from(outbox))


async def reading(store, _):
    async with store.reading() as connection:
        await count(connection)
        await count(connection)


async def cancelled(store, ways, number):
    """All begin, and are cancelled after some turns of the loop."""
    tasks = [asyncio.ensure_future(way(store, number)) for way in ways]
    for _ in range(number % 23):
        await asyncio.sleep(0)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def test_no_connection_is_left_within_a_transaction_by_who_is_cancelled(tmp_path):
    """Nothing rolls back by itself what comes back to the pool: each way ends what it began."""

    async def story(store):
        ways = (in_steps, at_once, reading, lambda store, _: store.look(count))
        for number in range(200):
            await cancelled(store, ways, number)
            await at_once(store, number)  # who comes after finds a connection that is open
        while store._doing:  # what was begun comes to its end
            await asyncio.sleep(0.01)
        before = len(await written(store))
        await in_steps(store)
        assert len(await written(store)) == before + 2, "readers see the moment, not one of long ago"
        for engine in (store._engines.writer, store._engines.reader):
            async with engine.connect() as connection:
                driver = (await connection.get_raw_connection()).driver_connection
                assert not driver.in_transaction

    sqlite_database(tmp_path).run(story)
