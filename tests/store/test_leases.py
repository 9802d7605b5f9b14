"""Leases of jobs on both databases: one holder at a time, by the store's clock; others change nothing."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from service.jobs.runner import OTHERS_AFTER
from service.store import leases, tables
from service.store.errors import LeaseLost
from service.store.leases import DIED, Outcome
from tests.store.databases import postgres_database, sqlite_database


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request, tmp_path):
    return (sqlite_database if request.param == "sqlite" else postgres_database)(tmp_path)


async def take(store, holder, lasts=60.0):
    async with store.writing() as connection:
        await leases.ensure(connection, ["trim"])
        return await leases.take(connection, "trim", holder, lasts)


async def give_back(store, lease, every=0.0, **outcome):
    async with store.writing() as connection:
        return await leases.give_back(connection, lease, Outcome(seconds=0.5, **outcome), every)


async def state(store):
    async with store.reading() as connection:
        (found,) = await leases.states(connection)
        return found


TIMES = ("due_at", "expires_at")


async def shift(store, seconds, *names):
    """As if this much time had passed. Less than none: the clock was set back."""
    row, moved = tables.leases.c, {}
    names = names or TIMES
    async with store.writing() as connection:
        found = (await connection.execute(select(*(row[name] for name in names)))).one()
        for name, value in zip(names, found, strict=True):
            moved[name] = value and value - timedelta(seconds=seconds)
        await connection.execute(update(tables.leases).values(moved))


@pytest.mark.parametrize("died", [True, False], ids=["died", "given back"])
def test_a_clock_that_is_set_back_by_an_hour_holds_no_job_up(database, died):
    async def story(store):
        lease = await take(store, "one")
        assert died or await give_back(store, lease, every=600.0)
        assert await take(store, "two") is None
        await shift(store, -3600, *TIMES, "started_at", "ended_at")
        known = await state(store)
        assert (known.held, known.died) == (False, died)
        assert known.overdue >= OTHERS_AFTER, "whoever ran it last"
        second = await take(store, "two")
        assert second is not None
        assert await take(store, "three") is None, "it is held, and by today's clock"
        async with store.writing() as connection:
            assert not await leases.renew(connection, lease, 60.0)
        assert await give_back(store, second, every=600.0)
        assert await take(store, "one") is None, "what is noted since counts"

    database.run(story)


def test_one_of_many_gets_it_and_the_next_when_it_is_due_again(database):
    async def story(store):
        taken = await asyncio.gather(*(take(store, f"process {n}") for n in range(5)))
        (lease,) = [one for one in taken if one is not None]
        assert (await state(store)).held
        assert await give_back(store, lease, every=100.0, done=7)
        known = await state(store)
        assert (known.held, known.runs, known.done, known.failures) == (False, 1, 7, 0)
        assert known.seconds == 0.5 and known.ended_at is not None and -101 < known.overdue < 0
        assert await take(store, "other") is None, "not due"
        await shift(store, 100)
        assert await take(store, "other") is not None

    database.run(story)


def test_a_lease_is_kept_by_renewing_and_lost_by_being_late(database):
    async def story(store):
        lease = await take(store, "one", lasts=1000.0)
        await shift(store, 900)
        async with store.writing() as connection:
            assert await leases.renew(connection, lease, 1000.0)
        await shift(store, 900)
        assert await take(store, "two") is None
        await shift(store, 200)
        assert (await state(store)).died
        second = await take(store, "two")
        assert second is not None and second.fence == lease.fence + 1
        async with store.writing() as connection:
            assert not await leases.renew(connection, lease, 1000.0)
        assert not await give_back(store, lease), "it is not the first one's to end"
        known = await state(store)
        assert (known.holder, known.held, known.failures, known.error) == ("two", True, 1, DIED)

    database.run(story)


def test_who_has_lost_the_lease_writes_nothing_however_late_it_wakes(database):
    async def story(store):
        lease = await take(store, "one", lasts=100.0)
        with leases.held(lease):
            async with store.writing() as connection:
                await connection.execute(update(tables.leases).values(done=1))
            await asyncio.create_task(written(store, 2), name="a task of the job's own")
        await shift(store, 101)
        with leases.held(lease), pytest.raises(LeaseLost):
            await written(store, 3)
        await take(store, "two")
        with leases.held(lease), pytest.raises(LeaseLost):
            await written(store, 3)
        assert (await state(store)).done == 2
        await written(store, 4)  # whoever is no job needs no lease

    async def written(store, number):
        async with store.writing() as connection:
            await connection.execute(update(tables.leases).values(done=number))

    database.run(story)


def test_nobody_takes_over_in_the_middle_of_a_transaction(database):
    async def story(store):
        lease, begun = await take(store, "one", lasts=100.0), asyncio.Event()

        async def other():
            await begun.wait()
            return await take(store, "two")

        second = asyncio.create_task(other())
        with leases.held(lease):
            async with store.writing() as connection:
                # The time is up while the holder writes.
                past = (await leases.clock(connection)) - timedelta(seconds=1)
                await connection.execute(update(tables.leases).values(expires_at=past))
                begun.set()
                await asyncio.sleep(0.1)
                assert not second.done()
        assert await second is not None

    database.run(story)
