"""Rows that wait to become stream entries: written with what they tell of, sent after the commit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from service.store.tables import outbox
from wire.contracts.codec import encode
from wire.contracts.events import Event

_FILLED = "outbox_filled"


@dataclass(frozen=True, slots=True)
class Row:
    """One event on its way: `body` is its JSON."""

    id: int
    stream: str
    body: bytes


async def put(connection: AsyncConnection, rows: Iterable[tuple[str, Event]]) -> None:
    """Write events for streams, in order, as part of the caller's transaction."""
    values = [{"stream": stream, "body": encode(event)} for stream, event in rows]
    if values:
        await connection.execute(insert(outbox), values)
        connection.info[_FILLED] = True


def forget(connection: AsyncConnection) -> None:
    """A new transaction begins on this connection: nothing put yet."""
    connection.info.pop(_FILLED, None)


def was_filled(connection: AsyncConnection) -> bool:
    """Whether this transaction has put rows."""
    return bool(connection.info.get(_FILLED, False))


async def oldest(connection: AsyncConnection, limit: int) -> list[Row]:
    """The first rows, in order. On PostgreSQL they are this transaction's until it ends; those of others are
    passed over."""
    query = select(outbox).order_by(outbox.c.id).limit(limit).with_for_update(skip_locked=True)
    return [Row(row.id, row.stream, row.body) for row in await connection.execute(query)]


async def remove(connection: AsyncConnection, rows: Sequence[Row]) -> None:
    """These were sent."""
    await connection.execute(delete(outbox).where(outbox.c.id.in_([row.id for row in rows])))


async def first(connection: AsyncConnection) -> int | None:
    """Number of the oldest row; None where nothing waits to be sent."""
    found: int | None = await connection.scalar(select(func.min(outbox.c.id)))
    return found


async def last(connection: AsyncConnection) -> int:
    """Number of the newest row; 0 where nothing waits to be sent."""
    return await connection.scalar(select(func.max(outbox.c.id))) or 0
