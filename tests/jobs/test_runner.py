"""The runner: jobs when due, once at a time over all processes, failures told and time bounded."""

import asyncio
import time
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import select, update

from service.errors import Unavailable
from service.jobs.runner import Job, JobRunner
from service.store import leases, tables
from tests.jobs.tools import running, until
from tests.store.databases import postgres_database, sqlite_database
from wire.tasks import pause


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request, tmp_path):
    return (sqlite_database if request.param == "sqlite" else postgres_database)(tmp_path)


async def states(store):
    async with store.reading() as connection:
        return {one.name: one for one in await leases.states(connection)}


def counted(times, *, lasting=0.0):
    """Work that notes when it ran, and that it was alone."""
    inside = []

    async def work(stop):
        inside.append(1)
        assert len(inside) == 1, "twice at once"
        began = time.monotonic()
        await pause(stop, lasting)
        inside.pop()
        times.append((began, time.monotonic()))
        return 3

    return work


def test_jobs_run_when_due_and_leave_word_of_it(database):
    async def story(store):
        often, seldom = [], []
        jobs = [Job("often", 0.0, counted(often)), Job("seldom", 3600.0, counted(seldom))]
        async with running(JobRunner(store, jobs, "one").run):
            await until(lambda: done(often, 3))
        assert len(seldom) == 1
        known = (await states(store))["seldom"]
        assert (known.runs, known.failures, known.done, known.holder) == (1, 0, 3, "one")
        assert known.ended_at is not None and 3590 < (known.due_at - known.ended_at).total_seconds() < 3610

    async def done(times, number):
        return len(times) >= number

    database.run(story)


def test_several_processes_share_jobs_and_never_run_one_twice_at_once(database, monkeypatch):
    monkeypatch.setattr("service.jobs.runner.LOOK_EVERY", 0.02)
    monkeypatch.setattr("service.jobs.runner.OTHERS_AFTER", 0.0)

    async def story(store):
        times = []
        job = Job("shared", 0.0, counted(times, lasting=0.05))
        async with AsyncExitStack() as stack:
            for number in range(3):
                await stack.enter_async_context(running(JobRunner(store, [job], f"process {number}").run))
            await until(lambda: done(times))
        assert all(before[1] <= after[0] for before, after in pairwise(times))

    async def done(times):
        return len(times) >= 10

    database.run(story)


def test_a_job_of_before_that_nobody_runs_is_forgotten_and_one_that_is_run_stays(database, monkeypatch):
    """Another version may still run its own; a name that is gone would be late for ever."""
    monkeypatch.setattr("service.jobs.runner.LOOK_EVERY", 0.02)

    async def story(store):
        async with store.writing() as connection:
            await leases.ensure(connection, ["hurry", "theirs"])
            long_ago = datetime.now(UTC) - timedelta(hours=1)
            await connection.execute(update(tables.leases).values(due_at=long_ago))
        async with store.writing() as connection:
            assert await leases.take(connection, "theirs", "another", 600.0) is not None
        times = []
        job = Job("prioritise", 0.0, counted(times))
        async with running(JobRunner(store, [job], "one").run):
            await until(lambda: only_ours(store))

    async def only_ours(store):
        return set(await states(store)) == {"prioritise", "theirs"}

    database.run(story)


def test_a_failure_is_counted_and_the_job_comes_again(database, caplog):
    async def story(store):
        errors = [RuntimeError("secret of somebody"), Unavailable("busy")]
        begins = asyncio.Queue()

        async def work(stop):
            """Each run that fails begins when the one before was looked at."""
            if errors:
                await begins.get()
                raise errors.pop(0)
            return 0

        async with running(JobRunner(store, [Job("frail", 0.0, work)], "one").run):
            for number, error in enumerate(("RuntimeError", "Unavailable"), start=1):
                begins.put_nowait(number)
                await until(lambda: failed(store, number, error))  # noqa: B023
            await until(lambda: well(store))

    async def failed(store, number, error):
        known = (await states(store)).get("frail")
        return known is not None and (known.failures, known.error) == (number, error)

    async def well(store):
        known = (await states(store))["frail"]
        return known.failing == 0 and known.error == "" and known.failures >= 2

    database.run(story)


def test_a_job_that_hangs_is_ended_and_noted(database):
    async def story(store):
        ended = []

        async def hang(stop):
            try:
                await asyncio.Event().wait()
            finally:
                ended.append(1)

        async with running(JobRunner(store, [Job("hangs", 3600.0, hang, limit=0.2)], "one").run):
            await until(lambda: noted(store))
        assert ended == [1]

    async def noted(store):
        known = (await states(store)).get("hangs")
        return known is not None and known.error == "TimeoutError" and not known.held

    database.run(story)


def test_a_job_that_has_lost_its_lease_is_ended(database):
    async def story(store):
        ended = []

        async def long(stop):
            try:
                await asyncio.Event().wait()
            finally:
                ended.append(1)

        async def held_by(holder):
            known = (await states(store)).get("long")
            return known is not None and known.held and known.holder == holder

        job = Job("long", 0.0, long)
        async with running(JobRunner(store, [job], "slept", lasts=3.0).run):
            await until(lambda: held_by("slept"))
            async with store.writing() as connection:  # another process took over while this one slept
                await connection.execute(leases.leases.update().values(fence=99, holder="other"))
            await until(lambda: asyncio.sleep(0, bool(ended)))

    database.run(story)


def test_while_a_job_runs_its_lease_is_renewed(database):
    async def story(store):
        seen = set()

        async def work(stop):
            while len(seen - {None}) < 3:  # renewed twice
                await asyncio.sleep(0.05)

        async def renewed():
            async with store.reading() as connection:
                seen.update(await connection.scalars(select(tables.leases.c.expires_at)))
            return len(seen - {None}) >= 3

        job = Job("long", 3600.0, work)
        async with running(JobRunner(store, [job], "one", lasts=3.0).run):
            await until(renewed)
            await until(lambda: ended(store))
        known = (await states(store))["long"]
        assert (known.runs, known.failures) == (1, 0)

    async def ended(store):
        return (await states(store))["long"].ended_at

    database.run(story)


def test_what_ended_and_what_is_due_is_one_transaction_a_look(database, monkeypatch):
    """Each keeps everybody else from writing for a moment, on SQLite."""
    monkeypatch.setattr("service.jobs.runner.LOOK_EVERY", 0.02)

    async def story(store):
        whole, looks, transactions = store.transact, [], []

        async def transact(work, **options):
            transactions.append(1)
            return await whole(work, **options)

        monkeypatch.setattr(store, "transact", transact)
        times = {name: [] for name in "abc"}
        runner = JobRunner(store, [Job(name, 0.0, counted(times[name])) for name in times], "one")
        look = runner._look

        async def counted_look(stop):
            looks.append(1)
            return await look(stop)

        monkeypatch.setattr(runner, "_look", counted_look)
        async with running(runner.run):
            await until(lambda: done(times))
        assert len(transactions) <= len(looks) + 1, "and one at the end"
        known = await states(store)
        assert all(known[name].runs == len(times[name]) and not known[name].held for name in times)

    async def done(times):
        return all(len(one) >= 3 for one in times.values())

    database.run(story)


def test_what_a_run_that_was_ended_still_writes_holds_no_other_job_up(tmp_path, monkeypatch):
    """On PostgreSQL it has the row of its lease until then."""
    monkeypatch.setattr("service.jobs.runner.LOOK_EVERY", 0.02)

    async def story(store):
        over, ended, times = asyncio.Event(), asyncio.Event(), []

        async def slow(stop):
            try:
                await store.transact(lambda connection: over.wait())
            finally:
                ended.set()

        async def goes_on():
            return ended.is_set() and len(times) >= before + 3

        jobs = [Job("slow", 3600.0, slow, limit=0.2), Job("quick", 0.0, counted(times))]
        async with running(JobRunner(store, jobs, "one").run):
            await ended.wait()
            before = len(times)
            await until(goes_on)
            assert (await states(store))["slow"].ended_at is None
            over.set()
            await until(lambda: noted(store))

    async def noted(store):
        return (await states(store))["slow"].error == "TimeoutError"

    postgres_database(tmp_path).run(story)
