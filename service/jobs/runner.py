"""Runs named jobs, each when it is due and under its lease: any number of processes may do so.

The store says who runs what (`service.store.leases`), in short transactions: on SQLite another process posts
meanwhile. What ended is given back when the next look takes what is due, in one transaction for all: each is
a moment in which nobody can post. A job that fails or takes too long is noted and due again; a process that
dies keeps its job from others until the lease expires, no longer.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from sqlalchemy.ext.asyncio import AsyncConnection

from service.errors import Unavailable
from service.store import Store, leases
from service.store.errors import LeaseLost
from service.store.leases import JobState, Lease, Outcome
from wire.tasks import PASSING, pause

log = logging.getLogger(__name__)

LASTS = 15.0
"""Seconds that a lease lasts; it is renewed in thirds."""

LOOK_EVERY = 1.0
"""Seconds between two looks for what is due, at most."""

OTHERS_AFTER = 3.0
"""Seconds that a job is left to whoever ran it last, who remembers more of it."""

FORGOTTEN_AFTER = 30.0
"""Seconds that a job unknown to this process has been due and not run: it is of a version of before."""

Work = Callable[[asyncio.Event], Awaitable[int | None]]
"""Does what is due and returns soon after the flag is set. Gives how many things it did."""


@dataclass(frozen=True, slots=True)
class Job:
    """Work to do every `every` seconds, counted from its end; a run over `limit` seconds is cancelled."""

    name: str
    every: float
    work: Work
    limit: float = 60.0


class _Ended(NamedTuple):
    """A run that is to be noted, and when it ended (monotonic)."""

    job: Job
    lease: Lease
    outcome: Outcome
    at: float


class JobRunner:
    """Runs jobs in this process, each at most once at a time, until told to stop."""

    def __init__(self, store: Store, jobs: Sequence[Job], holder: str, *, lasts: float = LASTS) -> None:
        self._store, self._holder, self._lasts = store, holder, lasts
        self._jobs = {job.name: job for job in jobs}
        self._running: dict[str, asyncio.Task[None]] = {}
        self._ended: list[_Ended] = []

    async def run(self, stop: asyncio.Event) -> None:
        """Look for what is due until `stop` is set, then let what runs come to its end."""
        try:
            while not stop.is_set():
                await pause(stop, await self._look(stop))
        finally:
            await asyncio.gather(*self._running.values(), return_exceptions=True)
            await self._turn(taking=False)

    async def _look(self, stop: asyncio.Event) -> float:
        """Start what is due and free. Gives the seconds until the next look."""
        for lease in await self._turn():
            job = self._jobs[lease.job]
            task = asyncio.create_task(self._run(job, lease, stop), name=job.name)
            self._running[job.name] = task
            task.add_done_callback(lambda task: self._running.pop(task.get_name(), None))
        return LOOK_EVERY

    async def _turn(self, *, taking: bool = True) -> list[Lease]:
        """Give back what has ended, and take what is due. Nothing is written where there is neither."""
        ended, self._ended = self._ended, []
        try:
            if not ended and (not taking or not self._wants(await self._store.look(leases.states))):
                return []
            taken, later = await self._store.transact(partial(self._turned, ended, taking), relaxed=True)
        except Unavailable as error:
            taken, later = [], ended
            log.warning("jobs wait for the store: %s", error.message)
        self._ended = [*later, *self._ended]
        return taken

    async def _turned(
        self, ended: Sequence[_Ended], taking: bool, connection: AsyncConnection
    ) -> tuple[list[Lease], list[_Ended]]:
        """What was taken, and what cannot be given back yet without waiting; at the end it is waited for."""
        busy = await leases.busy(connection, [one.job.name for one in ended] if taking else [])
        for one in ended:
            if one.job.name not in busy:
                await self._given_back(connection, one)
        taken = await self._taken(connection, busy) if taking else []
        return taken, [one for one in ended if one.job.name in busy]

    async def _given_back(self, connection: AsyncConnection, one: _Ended) -> None:
        ago = time.monotonic() - one.at
        if not await leases.give_back(connection, one.lease, one.outcome, one.job.every, ago=ago):
            log.error("job %s: another process took over before it ended", one.job.name)

    async def _taken(self, connection: AsyncConnection, busy: Collection[str]) -> list[Lease]:
        known = await leases.states(connection)
        if self._unknown(known):
            await leases.ensure(connection, list(self._jobs))
            await leases.forget(connection, list(self._jobs), FORGOTTEN_AFTER)
            known = await leases.states(connection)
        due = [name for name in self._due(known) if name not in busy]
        return await leases.take_all(connection, due, self._holder, self._lasts) if due else []

    def _wants(self, known: Sequence[JobState]) -> bool:
        return self._unknown(known) or bool(self._due(known))

    def _unknown(self, known: Sequence[JobState]) -> bool:
        """Rows are missing, or are of nobody's jobs."""
        left = any(one.name not in self._jobs and one.overdue > FORGOTTEN_AFTER for one in known)
        return left or not set(self._jobs) <= {one.name for one in known}

    def _due(self, known: Sequence[JobState]) -> list[str]:
        ours = (one for one in known if one.name in self._jobs and one.name not in self._running)
        return [one.name for one in ours if self._is_ours(one)]

    def _is_ours(self, state: JobState) -> bool:
        """Whether to try for it now: of those due, the last holder's go to others a little later."""
        if state.held or state.overdue < 0:
            return False
        return state.died or state.holder in ("", self._holder) or state.overdue >= OTHERS_AFTER

    async def _run(self, job: Job, lease: Lease, stop: asyncio.Event) -> None:
        outcome = await self._work(job, lease, stop)
        self._ended.append(_Ended(job, lease, outcome, time.monotonic()))

    async def _work(self, job: Job, lease: Lease, stop: asyncio.Event) -> Outcome:
        loop = asyncio.get_running_loop()
        began, done, error = loop.time(), 0, ""
        try:
            done = await self._leased(job, lease, stop) or 0
        except PASSING as passing:
            error = type(passing).__name__
            log.warning("job %s: not now (%s); again in %s s", job.name, error, job.every)
        except Unavailable as busy:
            error = type(busy).__name__
            log.warning("job %s waits for the store: %s", job.name, busy.message)
        except LeaseLost as lost:  # to another process, or the clock was set ahead: the machine woke up
            error = type(lost).__name__
            log.warning("job %s: its lease ended before it did; again in %s s", job.name, job.every)
        except Exception as fault:
            error = type(fault).__name__
            log.exception("job %s failed; again in %s s", job.name, job.every)
        return Outcome(seconds=loop.time() - began, done=done, error=error)

    async def _leased(self, job: Job, lease: Lease, stop: asyncio.Event) -> int | None:
        """Do the work under its lease, renewed meanwhile. TimeoutError, LeaseLost, or what the work raises.

        Without a lease it is ended at once: its transactions would be refused in any case.
        """
        with leases.held(lease):
            work = asyncio.ensure_future(job.work(stop))
        try:
            async with asyncio.timeout(job.limit):
                while not (await asyncio.wait({work}, timeout=self._lasts / 3))[0]:
                    if not await self._renewed(lease):
                        raise LeaseLost(f"{job.name}: the lease is another's")
                return await work
        finally:
            if not work.done():
                work.cancel()
                await asyncio.gather(work, return_exceptions=True)

    async def _renewed(self, lease: Lease) -> bool:
        """False where another has it. A store that is busy for a moment leaves two thirds of the time."""
        try:
            async with asyncio.timeout(self._lasts / 3):
                renewing = partial(leases.renew, lease=lease, lasts=self._lasts)
                return await self._store.transact(renewing, relaxed=True)
        except (Unavailable, TimeoutError):
            log.warning("job %s: its lease could not be renewed yet", lease.job)
            return True
