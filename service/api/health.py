"""Whether every part is ready. Each look at a part is bounded, so that health answers when parts do not."""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime
from typing import Literal

import msgspec
import sqlalchemy
from redis.exceptions import RedisError

from service.api.context import AppContext
from service.api.pipeline import Pipeline
from service.errors import ServiceError
from service.jobs.catalogue import EVERY
from service.store import leases
from wire.broker.heartbeats import alive
from wire.broker.memory import memory

log = logging.getLogger(__name__)

LOOK = 2.0
"""Seconds that a look at one part may take."""

OFTEN = 2
"""Runs in a row that fail before a job counts as failing: one may meet a broker that restarts."""

LATE = 15.0
"""Seconds that a job may be due and not begun."""

CALLED = {"jobs": "process for jobs"}

State = Literal["ok", "loading", "failing", "absent"]
JobStatus = Literal["ok", "running", "failing", "late"]


class PartHealth(msgspec.Struct, frozen=True, kw_only=True):
    """One part. `detail` is for people."""

    status: State
    detail: str = ""


class JobHealth(msgspec.Struct, frozen=True, kw_only=True):
    """One job, as the store knows it: any process may have run it. Times are the store's."""

    status: JobStatus
    last_run: datetime | None = None
    """When the last whole run ended."""
    seconds: float | None = None
    """How long that took."""
    done: int = 0
    """How many things it did."""
    failures: int = 0
    """Runs that failed, since ever."""
    error: str = ""
    """Kind of the last run's error; empty where it went well."""
    next_run: datetime | None = None
    """Not before; null while it runs."""


class Health(msgspec.Struct, frozen=True, kw_only=True):
    """Answer of `/health`."""

    status: Literal["ok", "not_ready"]
    parts: dict[str, PartHealth]
    jobs: dict[str, JobHealth] = {}
    """By name; empty where the store does not answer, or no process has ever run jobs."""


async def look(context: AppContext) -> Health:
    """Look at all parts at once."""
    looking = asyncio.create_task(context.pipeline.look())
    store, broker, worker, collector, running, jobs = await asyncio.gather(
        _store(context),
        _broker(context),
        _beating(context, "worker"),
        _beating(context, "collector"),
        _beating(context, "jobs"),
        _jobs(context),
    )
    seen = await looking
    parts = {
        "store": store,
        "broker": broker,
        "relay": _duty(context, "relay"),
        "apply": _duty(context, "apply"),
        "outbox": _outbox(seen),
        "streams": _streams(seen),
        "worker": worker,
        "collector": collector,
        "jobs": _upkeep(running, jobs),
    }
    fine = all(part.status == "ok" for part in parts.values())
    return Health(status="ok" if fine else "not_ready", parts=parts, jobs=jobs)


async def _store(context: AppContext) -> PartHealth:
    try:
        async with asyncio.timeout(LOOK), context.store.reading() as connection:
            await connection.execute(sqlalchemy.text("SELECT 1"))
    except (ServiceError, sqlalchemy.exc.SQLAlchemyError, OSError) as error:
        return PartHealth(status="failing", detail=f"the store does not answer ({type(error).__name__})")
    if context.store.full:
        return PartHealth(status="failing", detail="the disk or database is full; make room")
    return PartHealth(status="ok")


async def _broker(context: AppContext) -> PartHealth:
    try:
        async with asyncio.timeout(LOOK):
            short = next((one for one in await memory(context.client) if one.tight), None)
    except (RedisError, OSError) as error:
        return PartHealth(status="failing", detail=f"the broker does not answer ({type(error).__name__})")
    if short is not None:
        return PartHealth(status="failing", detail=f"{short}: what is full refuses writes; make room")
    if not context.connections.connected:
        return PartHealth(status="loading", detail="listening to the broker is being set up again")
    return PartHealth(status="ok")


def _outbox(seen: Pipeline) -> PartHealth:
    if seen.outbox_stalled:
        detail = f"{seen.outbox} events wait in the store, the first for {seen.outbox_stands:.0f} s or more"
        return PartHealth(status="failing", detail=detail)
    return PartHealth(status="ok")


def _streams(seen: Pipeline) -> PartHealth:
    if not seen.broker:
        return PartHealth(status="absent", detail="cannot be seen without the broker")
    if seen.stalled:
        return PartHealth(status="failing", detail=f"no progress on {', '.join(seen.stalled)}")
    return PartHealth(status="ok")


def _duty(context: AppContext, name: str) -> PartHealth:
    failure = context.background.failure(name)
    if failure is None:
        return PartHealth(status="ok")
    return PartHealth(status="failing", detail=f"{failure}; it is started again, the log says why")


async def _jobs(context: AppContext) -> dict[str, JobHealth]:
    try:
        async with asyncio.timeout(LOOK), context.store.reading() as connection:
            known = await leases.states(connection)
    except (ServiceError, sqlalchemy.exc.SQLAlchemyError, OSError):
        return {}
    return {one.name: _job(one) for one in known if one.name in EVERY}


def _job(state: leases.JobState) -> JobHealth:
    late = state.died or state.overdue > LATE
    status: JobStatus = (
        "failing" if state.failing >= OFTEN else "late" if late else "running" if state.held else "ok"
    )
    return JobHealth(
        status=status,
        last_run=state.ended_at,
        seconds=state.seconds,
        done=state.done,
        failures=state.failures,
        error=state.error,
        next_run=None if state.held else state.due_at,
    )


def _upkeep(running: PartHealth, jobs: dict[str, JobHealth]) -> PartHealth:
    """The part `jobs`: whether a process runs, and what of its work does not go well."""
    bad = [name for name, one in jobs.items() if one.status in ("failing", "late")]
    if running.status != "ok" or not bad:
        return running
    return PartHealth(status="failing", detail=f"not well: {', '.join(bad)}; the log of `jobs` says why")


async def _beating(context: AppContext, part: str) -> PartHealth:
    try:
        async with asyncio.timeout(LOOK):
            beats = await alive(context.client, part)
    except (RedisError, OSError):
        return PartHealth(status="absent", detail="cannot be seen without the broker")
    if not beats:
        return PartHealth(status="absent", detail=f"no {CALLED.get(part, part)} is running")
    ready = [one for one in beats if one.ready]
    if not ready:
        return PartHealth(status="loading", detail=beats[0].detail)
    return PartHealth(status="ok", detail=f"{len(ready)} running")
