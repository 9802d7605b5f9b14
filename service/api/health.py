"""Whether every part is ready. Each look at a part is bounded, so that health answers when parts do not."""

from __future__ import annotations

import asyncio
import logging
from typing import Literal

import msgspec
import sqlalchemy
from redis.exceptions import RedisError

from service.api.context import AppContext
from service.errors import ServiceError
from wire.broker.heartbeats import alive

log = logging.getLogger(__name__)

LOOK = 2.0
"""Seconds that a look at one part may take."""

State = Literal["ok", "loading", "failing", "absent"]


class PartHealth(msgspec.Struct, frozen=True, kw_only=True):
    """One part. `detail` is for people."""

    status: State
    detail: str = ""


class Health(msgspec.Struct, frozen=True, kw_only=True):
    """Answer of `/health`."""

    status: Literal["ok", "not_ready"]
    parts: dict[str, PartHealth]


async def look(context: AppContext) -> Health:
    """Look at all parts at once."""
    store, broker, worker, collector = await asyncio.gather(
        _store(context), _broker(context), _beating(context, "worker"), _beating(context, "collector")
    )
    parts = {
        "store": store,
        "broker": broker,
        "relay": _duty(context, "relay"),
        "apply": _duty(context, "apply"),
        "worker": worker,
        "collector": collector,
    }
    fine = all(part.status == "ok" for part in parts.values())
    return Health(status="ok" if fine else "not_ready", parts=parts)


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
            await context.client.ping()
    except (RedisError, OSError) as error:
        return PartHealth(status="failing", detail=f"the broker does not answer ({type(error).__name__})")
    if not context.connections.connected:
        return PartHealth(status="loading", detail="listening to the broker is being set up again")
    return PartHealth(status="ok")


def _duty(context: AppContext, name: str) -> PartHealth:
    failure = context.background.failure(name)
    if failure is None:
        return PartHealth(status="ok")
    return PartHealth(status="failing", detail=f"{failure}; it is started again, the log says why")


async def _beating(context: AppContext, part: str) -> PartHealth:
    try:
        async with asyncio.timeout(LOOK):
            beats = await alive(context.client, part)
    except (RedisError, OSError):
        return PartHealth(status="absent", detail="cannot be seen without the broker")
    if not beats:
        return PartHealth(status="absent", detail=f"no {part} is running")
    ready = [one for one in beats if one.ready]
    if not ready:
        return PartHealth(status="loading", detail=beats[0].detail)
    return PartHealth(status="ok", detail=f"{len(ready)} running")
