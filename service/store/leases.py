"""Leases of jobs: who may run which, until when by the store's clock, and how the last run ended.

A lease is taken for one run and given back with its outcome. Each taking raises `fence`; while a lease is
`held` in a task, every write transaction of that task first sees that it is still good. So a holder that was
stopped and goes on later, when another has taken over, changes nothing in the store.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Row, bindparam, delete, or_, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from service.store.errors import LeaseLost
from service.store.tables import leases

DIED = "HolderDied"
"""Error of a run whose process ended without giving its lease back."""

AHEAD = timedelta(seconds=60)
"""What was noted so far ahead of now was noted before the store's clock was set back: it holds nothing up."""


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to run one job, once. `holder` is unique among all processes that ever ran."""

    job: str
    holder: str
    fence: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run went. `error`: the kind of what it raised; empty where all went well."""

    seconds: float
    done: int = 0
    error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class JobState:
    """What the store knows of one job. Times are the store's; None: it has not happened yet."""

    name: str
    holder: str
    held: bool
    due_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    seconds: float | None
    done: int
    runs: int
    failures: int
    failing: int
    """Failures in a row, up to the last run."""
    error: str
    overdue: float
    """Seconds since it could have been run, negative until then; 0 while somebody holds it."""
    died: bool
    """The last holder let its lease expire: its process died, or hangs."""


_held: ContextVar[Lease | None] = ContextVar("lease", default=None)


@contextmanager
def held(lease: Lease) -> Iterator[None]:
    """Write transactions that this task, and tasks that it starts, begin inside need this lease."""
    token = _held.set(lease)
    try:
        yield
    finally:
        _held.reset(token)


async def check(connection: AsyncConnection) -> None:
    """Keep the lease of this task, if it has one, from being taken until the transaction ends. LeaseLost."""
    lease = _held.get()
    if lease is None:
        return
    good = select(leases.c.job).where(*_mine(lease), leases.c.expires_at > await clock(connection))
    if await connection.scalar(good.with_for_update(read=True)) is None:
        raise LeaseLost(f"{lease.job}: another process has taken over")


async def clock(connection: AsyncConnection) -> datetime:
    """The store's time: PostgreSQL's own; SQLite's is that of this host, on which all its users are."""
    if connection.dialect.name == "postgresql":
        now: datetime = await connection.scalar(text("SELECT clock_timestamp()"))
        return now.astimezone(UTC)
    return datetime.now(UTC)


async def ensure(connection: AsyncConnection, jobs: Sequence[str]) -> None:
    """Make rows for jobs that have none; those are due at once."""
    now = await clock(connection)
    rows = [{"job": job, "due_at": now} for job in jobs]
    make = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    await connection.execute(make(leases).on_conflict_do_nothing(), rows)


async def forget(connection: AsyncConnection, jobs: Sequence[str], overdue: float) -> None:
    """Remove rows of other jobs than these that nobody runs, lest they are late for ever."""
    before = await clock(connection) - timedelta(seconds=overdue)
    free = or_(leases.c.expires_at.is_(None), leases.c.expires_at < before)
    await connection.execute(delete(leases).where(leases.c.job.not_in(jobs), leases.c.due_at < before, free))


async def take(connection: AsyncConnection, job: str, holder: str, lasts: float) -> Lease | None:
    """The lease of a job that is due, for `lasts` seconds. None where another holds it, or has just run it.

    A run whose holder let its lease expire is counted as failed here.
    """
    found = await connection.execute(select(leases).where(leases.c.job == job).with_for_update())
    taken = await _taken(connection, found.all(), holder, lasts)
    return taken[0] if taken else None


async def take_all(
    connection: AsyncConnection, jobs: Sequence[str], holder: str, lasts: float
) -> list[Lease]:
    """The same of those of these jobs that can be had at once, in one transaction."""
    these = select(leases).where(leases.c.job.in_(jobs)).order_by(leases.c.job)
    found = await connection.execute(these.with_for_update(skip_locked=True))
    return await _taken(connection, found.all(), holder, lasts)


_TAKEN = (
    update(leases)
    .where(leases.c.job == bindparam("key"))
    .values({name: bindparam(f"new_{name}") for name in ("holder", "fence", "expires_at", "started_at")})
    .values({name: bindparam(f"new_{name}") for name in ("failures", "failing", "error")})
)


async def _taken(
    connection: AsyncConnection, rows: Sequence[Row[Any]], holder: str, lasts: float
) -> list[Lease]:
    now = await clock(connection)
    free = [row for row in rows if _set_back(row, now) or (row.due_at <= now and not _is_held(row, now))]
    until = {"new_holder": holder, "new_started_at": now, "new_expires_at": now + timedelta(seconds=lasts)}
    if free:
        await connection.execute(_TAKEN, [_counted(row) | until for row in free])
    return [Lease(row.job, holder, row.fence + 1) for row in free]


def _counted(row: Row[Any]) -> dict[str, Any]:
    died = int(row.expires_at is not None)
    return {
        "key": row.job,
        "new_fence": row.fence + 1,
        "new_failures": row.failures + died,
        "new_failing": row.failing + died,
        "new_error": DIED if died else row.error,
    }


async def busy(connection: AsyncConnection, jobs: Sequence[str]) -> set[str]:
    """Those of these jobs whose rows others have locked: a transaction of a run that was ended may still be
    on its way. The others are ours until the end of this one. On SQLite nobody else writes meanwhile.
    """
    if not jobs or connection.dialect.name != "postgresql":
        return set()
    these = select(leases.c.job).where(leases.c.job.in_(jobs)).order_by(leases.c.job)
    known = set(await connection.scalars(these))
    return known - set(await connection.scalars(these.with_for_update(skip_locked=True)))


async def renew(connection: AsyncConnection, lease: Lease, lasts: float) -> bool:
    """Hold on to a lease. False: another has it."""
    until = await clock(connection) + timedelta(seconds=lasts)
    renewed = update(leases).where(*_mine(lease), leases.c.expires_at.is_not(None)).values(expires_at=until)
    return (await connection.execute(renewed)).rowcount == 1


async def give_back(
    connection: AsyncConnection, lease: Lease, outcome: Outcome, every: float, *, ago: float = 0.0
) -> bool:
    """End a run: the job is due again after `every` seconds. False: another has it, nothing is noted.

    `ago`: it ended so many seconds before.
    """
    now = await clock(connection) - timedelta(seconds=ago)
    failed = int(bool(outcome.error))
    ended: dict[str, Any] = {
        "expires_at": None,
        "ended_at": now,
        "due_at": now + timedelta(seconds=every),
        "seconds": outcome.seconds,
        "done": outcome.done,
        "error": outcome.error,
        "runs": leases.c.runs + 1,
        "failures": leases.c.failures + failed,
        "failing": leases.c.failing + 1 if failed else 0,
    }
    return (await connection.execute(update(leases).where(*_mine(lease)).values(ended))).rowcount == 1


async def states(connection: AsyncConnection) -> list[JobState]:
    """All jobs that the store knows, by name."""
    now = await clock(connection)
    rows = await connection.execute(select(leases).order_by(leases.c.job))
    return [_state(row, now) for row in rows]


def _mine(lease: Lease) -> tuple[Any, ...]:
    return leases.c.job == lease.job, leases.c.fence == lease.fence, leases.c.holder == lease.holder


def _is_held(row: Row[Any], now: datetime) -> bool:
    return row.expires_at is not None and row.expires_at > now


def _set_back(row: Row[Any], now: datetime) -> bool:
    """Whether the clock was set back since. Somebody else may run it; who holds the lease is told then."""
    noted: datetime | None = row.ended_at if row.expires_at is None else row.started_at
    return (noted or row.due_at) > now + AHEAD


def _state(row: Row[Any], now: datetime) -> JobState:
    back = _set_back(row, now)
    held = _is_held(row, now) and not back
    waits_since = row.due_at if row.expires_at is None else max(row.due_at, row.expires_at)
    waits_since = now - AHEAD if back else waits_since
    return JobState(
        name=row.job,
        holder=row.holder,
        held=held,
        due_at=row.due_at,
        started_at=row.started_at,
        ended_at=row.ended_at,
        seconds=row.seconds,
        done=row.done,
        runs=row.runs,
        failures=row.failures,
        failing=row.failing,
        error=row.error,
        overdue=0.0 if held else (now - waits_since).total_seconds(),
        died=row.expires_at is not None and not held,
    )
