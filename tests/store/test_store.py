"""The store itself: transactions, waiting, cancelling, and what it refuses to open."""

import asyncio
import sqlite3

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import DBAPIError

from service.errors import Unavailable
from service.messaging.conversations import get_conversation
from service.store import Store, tables
from service.store.errors import StoreSettingsError
from tests.store.databases import postgres_database, sqlite_database, world
from wire.contracts.settings import Settings

ROW = {"stream": "activity:{0}", "body": b"{}"}


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request, tmp_path):
    return (sqlite_database if request.param == "sqlite" else postgres_database)(tmp_path)


def test_an_error_rolls_everything_back(database):
    async def story(store):
        with pytest.raises(ZeroDivisionError):
            async with store.writing() as connection:
                await connection.execute(insert(tables.outbox).values(ROW))
                raise ZeroDivisionError
        async with store.reading() as connection:
            assert (await connection.execute(select(tables.outbox))).all() == []

    database.run(story)


def test_who_reads_sees_one_moment(database):
    async def story(store):
        async with store.reading() as connection:
            before = (await connection.execute(select(tables.outbox))).all()
            async with store.writing() as other:
                await other.execute(insert(tables.outbox).values(ROW))
            assert (await connection.execute(select(tables.outbox))).all() == before == []

    database.run(story)


def test_who_reads_cannot_write(database):
    async def story(store):
        with pytest.raises(DBAPIError):
            async with store.reading() as connection:
                await connection.execute(insert(tables.outbox).values(ROW))

    database.run(story)


def test_cancelled_writes_leave_nothing_half_and_nothing_locked(database):
    async def story(store):
        here = await world(store, database.settings)
        tasks = [asyncio.create_task(here.post(here.ana)) for _ in range(40)]
        for number, task in enumerate(tasks):
            await asyncio.sleep(0.002 if number > 9 else 0)  # the first before anything can be committed
            if number % 2:
                task.cancel()
        ended = await asyncio.gather(*tasks, return_exceptions=True)
        assert any(isinstance(one, asyncio.CancelledError) for one in ended), "some were cancelled in time"
        last = await here.post(here.ben)
        async with store.reading() as connection:
            stored = (await connection.execute(select(tables.messages.c.seq))).scalars().all()
            queued = await connection.scalar(select(text("count(*)")).select_from(tables.outbox))
        assert sorted(stored) == list(range(1, last.mine.seq + 1))
        assert queued == len(stored) + 1, "one row each, and one for the conversation"
        done = [one.mine.seq for one in ended if not isinstance(one, BaseException)]
        assert set(done) <= set(stored)

    database.run(story)


def test_only_commits_with_outbox_rows_wake_the_relay(database):
    async def story(store):
        here = await world(store, database.settings)
        assert store.outbox_filled.is_set()
        store.outbox_filled.clear()
        async with store.writing() as connection:
            await connection.execute(text("SELECT 1"))
        assert not store.outbox_filled.is_set()
        await here.post(here.ana)
        assert store.outbox_filled.is_set()

    database.run(story)


def test_a_locked_sqlite_is_unavailable_and_then_works_again(tmp_path):
    database = sqlite_database(tmp_path)

    async def story(store):
        here = await world(store, database.settings)
        other = sqlite3.connect(tmp_path / "duologue.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Unavailable):
            await here.post(here.ana)
        talk = await get_conversation(store, here.ana, here.talk.id)
        assert talk.last_seq == 0, "reading goes on"
        other.execute("ROLLBACK")
        other.close()
        assert (await here.post(here.ana)).mine.seq == 1
        async with store.writing() as connection:  # who posts asks by the millisecond, others wait longer
            assert await connection.scalar(text("PRAGMA busy_timeout")) == 200

    database.run(story, patience=0.2)


def test_waiting_for_a_held_row_of_postgresql_ends(tmp_path):
    database = postgres_database(tmp_path)

    async def story(store):
        here = await world(store, database.settings)
        async with store.writing() as connection:
            held = select(tables.conversations).where(tables.conversations.c.id == here.talk.id)
            await connection.execute(held.with_for_update())
            with pytest.raises(Unavailable):
                await here.post(here.ana)
        assert (await here.post(here.ana)).mine.seq == 1

    database.run(story, patience=0.5)


def test_too_many_at_once_wait_and_then_are_told(database):
    async def story(store):
        free = asyncio.Event()

        async def hold():
            async with store.writing() as connection:
                await connection.execute(text("SELECT 1"))
                await free.wait()

        held = [asyncio.create_task(hold()) for _ in range(11)]
        done, _ = await asyncio.wait(held, timeout=60, return_when=asyncio.FIRST_COMPLETED)
        assert isinstance(done.pop().exception(), Unavailable)
        free.set()
        await asyncio.gather(*held, return_exceptions=True)

    database.run(story, patience=0.2)


def test_an_acknowledged_write_waits_for_the_disk_and_a_relaxed_one_does_not(tmp_path):
    async def story(store):
        for relaxed, level in ((False, 2), (True, 1), (False, 2)):
            async with store.writing(relaxed=relaxed) as connection:
                assert await connection.scalar(text("PRAGMA synchronous")) == level
                assert await connection.scalar(text("PRAGMA journal_mode")) == "wal"
                assert await connection.scalar(text("PRAGMA foreign_keys")) == 1

    sqlite_database(tmp_path).run(story)


def test_a_relaxed_write_of_postgresql_does_not_wait_for_the_disk(tmp_path):
    async def story(store):
        for relaxed, level in ((True, "off"), (False, "on")):
            async with store.writing(relaxed=relaxed) as connection:
                assert await connection.scalar(text("SHOW synchronous_commit")) == level

    postgres_database(tmp_path).run(story)


def test_a_checkpoint_empties_the_log(tmp_path):
    database = sqlite_database(tmp_path)

    async def story(store):
        log = tmp_path / "duologue.db-wal"
        here = await world(store, database.settings)
        await here.post(here.ana, "x" * 4000)
        assert log.stat().st_size > 4000
        async with store.reading() as connection:
            await connection.execute(select(tables.accounts))
            await store.checkpoint()  # a reader in the way: it gives up, and nothing breaks
        await store.checkpoint()
        assert log.stat().st_size == 0
        assert (await here.post(here.ana)).mine.seq == 2

    database.run(story)


@pytest.mark.parametrize(
    "url",
    [
        "mysql://localhost/x",
        "sqlite://",
        "sqlite+aiosqlite:///:memory:",
        "no url",
        "postgresql+psycopg://h/x",
    ],
)
def test_urls_that_cannot_work_are_refused_with_advice(tmp_path, url):
    with pytest.raises(StoreSettingsError):
        asyncio.run(Store.open(Settings(home=tmp_path, database_url=url)))


def test_a_database_that_does_not_answer_is_unavailable(tmp_path):
    settings = Settings(home=tmp_path, database_url="postgresql://nobody@127.0.0.1:9/none")
    with pytest.raises(Unavailable):
        asyncio.run(Store.open(settings, patience=1.0))


def test_urls_without_a_driver_get_ours(tmp_path):
    async def story():
        store = await Store.open(Settings(home=tmp_path, database_url=f"sqlite:///{tmp_path}/deep/er/one.db"))
        await store.close()

    asyncio.run(story())
    assert (tmp_path / "deep" / "er" / "one.db").exists()


def test_connections_that_the_server_ended_are_replaced(tmp_path):
    database = postgres_database(tmp_path)
    end_all = text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")

    async def story(store):
        here, other = await world(store, database.settings), await Store.open(database.settings)
        async with other.writing() as connection:
            await connection.execute(end_all)
        assert (await here.post(here.ana)).mine.seq == 1, "idle connections are looked at before use"
        with pytest.raises(Unavailable):
            async with store.writing() as connection:
                await connection.execute(insert(tables.outbox).values(ROW))
                async with other.writing() as killer:
                    await killer.execute(end_all)
                await connection.execute(insert(tables.outbox).values(ROW))
        for one in store._engines.turns._kept:
            while not one.driver.connection.is_closed():
                await asyncio.sleep(0.01)
        assert (await here.post(here.ana)).mine.seq == 2
        await other.close()

    database.run(story)
