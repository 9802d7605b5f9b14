"""What an action records is committed with its state, and told whoever called it and wherever that was."""

import asyncio
from typing import get_args

import pytest
from sqlalchemy import select

from service.errors import Unavailable
from service.events import AnyEvent, SessionEnded
from service.store import Store, tables
from service.store.unit_of_work import DomainEvent, record
from tests.store.databases import postgres_database, sqlite_database
from tests.store.hearing import Heard
from wire.contracts.codec import decoder


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request, tmp_path):
    return (sqlite_database if request.param == "sqlite" else postgres_database)(tmp_path, partitions=3)


def event(number: int = 0) -> SessionEnded:
    return SessionEnded(person_id="ana", session=f"s{number}")


async def act(store: Store, *events: SessionEnded, fails: bool = False) -> None:
    async with store.writing() as connection:
        record(connection, *events)
        if fails:
            raise ValueError("not today")


async def waiting(store: Store) -> list[tuple[str, SessionEnded]]:
    async with store.reading() as connection:
        rows = await connection.execute(select(tables.outbox).order_by(tables.outbox.c.id))
        return [(row.stream.partition(":")[0], decoder(AnyEvent)(row.body)) for row in rows]


def test_where_nobody_listens_events_are_committed_for_those_who_do(database):
    async def story(store):
        await act(store, event(1), event(2))
        assert await waiting(store) == [("events", event(1)), ("events", event(2))]

    database.run(story)


def test_what_is_rolled_back_has_not_happened(database):
    async def story(store):
        heard = Heard(store)
        with pytest.raises(ValueError, match="not today"):
            await act(store, event(1), fails=True)
        await act(store)
        assert heard.events == [] and await waiting(store) == []

    database.run(story)


def test_subscribers_hear_after_the_commit_and_nothing_waits(database):
    async def story(store):
        heard = Heard(store)
        await act(store, event(1), event(2))
        assert heard.take() == [event(1), event(2)]
        assert await waiting(store) == []

    database.run(story)


def test_what_a_subscriber_could_not_hear_is_told_again_later(database):
    async def busy(one):
        if one == event(1):
            raise Unavailable("The store is busy.")

    async def story(store):
        store.subscribers.add(busy)
        heard = Heard(store)
        await act(store, event(1), event(2))
        assert heard.take() == [event(1), event(2)], "one that fails keeps none from hearing"
        assert await waiting(store) == [("events", event(1))]

    database.run(story)


def test_a_caller_that_goes_away_keeps_nobody_from_hearing(database):
    async def story(store):
        began, may_end, heard = asyncio.Event(), asyncio.Event(), []

        async def slow(one):
            began.set()
            await may_end.wait()
            heard.append(one)

        store.subscribers.add(slow)
        caller = asyncio.create_task(act(store, event(1)))
        await began.wait()
        caller.cancel()
        await asyncio.gather(caller, return_exceptions=True)
        may_end.set()
        await store.subscribers.close()
        assert caller.cancelled() and heard == [event(1)]

    database.run(story)


@pytest.mark.parametrize("kind", get_args(AnyEvent), ids=lambda kind: kind.__name__)
def test_every_event_says_what_keeps_it_in_order(kind):
    assert issubclass(kind, DomainEvent) and kind.about is not DomainEvent.about
