"""Group commit: many share one transaction, each with its own outcome, and who asked is answered first."""

import asyncio
from datetime import UTC, datetime

import pytest
from sqlalchemy import insert, select, text

from service.errors import InvalidInput, Unavailable
from service.events import PresenceChanged
from service.realtime.send_queue import EncodedFrame, SendQueue
from service.store import group_commit, writer
from service.store.group_commit import Done
from service.store.tables import outbox
from tests.store.databases import postgres_database, sqlite_database
from tests.store.hearing import Heard


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request, tmp_path):
    return (sqlite_database if request.param == "sqlite" else postgres_database)(tmp_path)


def event(name):
    return PresenceChanged(person_id=name, online=True, at=datetime.now(UTC))


class Notes:
    """Writes each item as an outbox row; "refused" is refused, "breaks" no database takes."""

    def __init__(self, _=1, *, relaxed=False):
        self.groups, self.relaxed = [], relaxed

    def on_sqlite(self, connection, items, told_here):
        self.groups.append(list(items))
        for one in items:
            if one != "refused":
                row = (None if one == "breaks" else one, b"")
                connection.execute("INSERT INTO outbox (stream, body) VALUES (?, ?)", row)
        return self._outcomes(items)

    async def on_postgresql(self, connection, items, told_here):
        self.groups.append(list(items))
        for one in items:
            if one != "refused":
                row = (None if one == "breaks" else one, b"")
                await connection.execute("INSERT INTO outbox (stream, body) VALUES ($1, $2)", *row)
        return self._outcomes(items)

    def _outcomes(self, items):
        return [
            InvalidInput("no", field="it") if one == "refused" else Done(one.upper(), (event(one),))
            for one in items
        ]


def kind(notes):
    return lambda _: notes


async def written(store):
    async with store.reading() as connection:
        return (await connection.execute(select(outbox.c.stream).order_by(outbox.c.id))).scalars().all()


async def together(store, work, items):
    """All ask while the only way to write is taken, so that they are one group."""
    group = store.grouped(work)
    return await asyncio.gather(*(group.do(one) for one in items), return_exceptions=True)


def test_those_who_wait_are_one_transaction_and_one_that_is_refused_fails_alone(database):
    async def story(store):
        notes, heard = Notes(), Heard(store)
        found = await together(store, kind(notes), ["a", "refused", "b"])
        assert [found[0], found[2]] == ["A", "B"] and isinstance(found[1], InvalidInput)
        assert notes.groups == [["a", "refused", "b"]]
        assert await written(store) == ["a", "b"]
        assert [one.person_id for one in heard.take()] == ["a", "b"]

    database.run(story)


def test_one_that_no_database_takes_fails_alone(database):
    async def story(store):
        notes, heard = Notes(), Heard(store)
        found = await together(store, kind(notes), ["a", "breaks", "b"])
        assert [found[0], found[2]] == ["A", "B"]
        assert isinstance(found[1], Exception) and not isinstance(found[1], Unavailable)
        assert notes.groups == [["a", "breaks", "b"], ["a"], ["breaks"], ["b"]]
        assert await written(store) == ["a", "b"]
        assert [one.person_id for one in heard.take()] == ["a", "b"]

    database.run(story)


def test_who_asked_is_answered_before_others_are_told(database):
    async def story(store):
        order = []

        async def hear(one):
            order.append(("told", one.person_id))

        store.subscribers.add(hear)
        work = kind(Notes())
        await store.grouped(work).do("a", lambda result: order.append(("answered", result)))
        assert order == [("answered", "A"), ("told", "a")]

    database.run(story)


def test_a_caller_that_goes_away_keeps_nobody_from_hearing_nor_others_from_writing(database):
    async def story(store):
        heard, began, may_end = Heard(store), asyncio.Event(), asyncio.Event()

        async def slow(_):
            began.set()
            await may_end.wait()

        store.subscribers.add(slow)
        group = store.grouped(kind(Notes()))
        caller = asyncio.create_task(group.do("a"))
        await began.wait()
        caller.cancel()
        await asyncio.gather(caller, return_exceptions=True)
        may_end.set()
        assert await group.do("b") == "B"
        await group.close()
        assert [one.person_id for one in heard.take()] == ["a", "b"]

    database.run(story)


def test_who_goes_before_the_turn_comes_writes_nothing(database):
    async def story(store):
        Heard(store)
        group = store.grouped(kind(Notes()))
        async with store.writing() as connection:
            await connection.execute(insert(outbox).values(stream="first", body=b""))
            if store.locks_rows:
                return  # there others write meanwhile
            callers = [asyncio.create_task(group.do(one)) for one in ("gone", "stays")]
            await asyncio.sleep(0)
            callers[0].cancel()
        assert await callers[1] == "STAYS"
        assert await written(store) == ["first", "stays"]

    database.run(story)


def test_so_many_may_wait_and_no_more(database, monkeypatch):
    monkeypatch.setattr(group_commit, "MOST_WAITING", 3)

    async def story(store):
        found = await together(store, kind(Notes()), "abcde")
        assert found[:3] == ["A", "B", "C"]
        assert all(isinstance(one, Unavailable) for one in found[3:])

    database.run(story)


def test_a_store_that_is_busy_is_told_to_all_of_the_group(tmp_path):
    async def story(store):
        work = kind(Notes())
        async with store.writing() as connection:
            await connection.execute(insert(outbox).values(stream="first", body=b""))
            found = await together(store, work, "ab")
            assert all(isinstance(one, Unavailable) for one in found)
        assert await written(store) == ["first"]
        assert await store.grouped(work).do("c") == "C"

    sqlite_database(tmp_path).run(story, patience=0.1)


def test_a_connection_that_is_kept_and_that_the_server_ended_is_replaced(tmp_path, monkeypatch):
    async def story(store):
        Heard(store)
        group, kept = store.grouped(kind(Notes())), store._engines.turns._kept
        assert await group.do("a") == "A"
        [(_, first, _)] = kept
        assert await group.do("b") == "B"
        assert kept[0].driver is first, "asked for nothing in between"
        async with store.writing() as connection:
            ended = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
            await connection.execute(text(ended))
        while not first.connection.is_closed():
            await asyncio.sleep(0.01)
        assert await group.do("c") == "C"
        assert kept[0].driver is not first
        assert await written(store) == ["a", "b", "c"]

    monkeypatch.setattr(writer, "KEPT", 3600.0)
    postgres_database(tmp_path).run(story)


def test_a_connection_that_lay_for_a_while_is_looked_at_before_use(tmp_path, monkeypatch):
    async def story(store):
        Heard(store)
        group, kept = store.grouped(kind(Notes())), store._engines.turns._kept
        assert await group.do("a") == "A"
        async with store.writing() as connection:
            ended = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid = :pid"
            [pid] = await (kept[0].driver.connection).fetchrow("SELECT pg_backend_pid()")
            await connection.execute(text(ended), {"pid": pid})
            gone = text("SELECT count(*) FROM pg_stat_activity WHERE pid = :pid")
            while await connection.scalar(gone, {"pid": pid}):
                await connection.execute(text("SELECT pg_stat_clear_snapshot()"))
        assert await group.do("b") == "B"

    monkeypatch.setattr(writer, "KEPT", 0.0)
    postgres_database(tmp_path).run(story)


def test_a_connection_that_an_error_left_goes_back_to_its_pool(tmp_path):
    async def story(store):
        turns = store._engines.turns
        with pytest.raises(ZeroDivisionError):
            async with turns.driver() as driver:
                await driver.connection.execute("SELECT 1")
                raise ZeroDivisionError
        assert turns._kept == []
        async with turns.driver() as one, turns.driver() as other:
            assert one.connection is not other.connection
        assert len(turns._kept) == 2

    postgres_database(tmp_path).run(story)


def test_an_answer_and_what_follows_from_it_are_one_write(database):
    """Whoever writes to a socket takes both at once, the answer first."""

    async def story(store):
        queue = SendQueue("ana")
        queue.release()

        async def show(event):
            queue.offer(EncodedFrame(event.person_id.encode()))

        store.subscribers.add(show)
        writing = asyncio.create_task(queue.take_some())
        group = store.grouped(kind(Notes()))
        await group.do("a", lambda result: queue.offer(EncodedFrame(result.encode())))
        assert [one.body for one in await writing] == [b"A", b"a"]

    database.run(story)
