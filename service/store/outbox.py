"""Rows that wait to become stream entries: written with what they tell of, sent after the commit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from msgspec import structs
from sqlalchemy import delete, func, insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from service.store.tables import outbox
from wire.broker.streams import BULK, HURRIED, MESSAGES
from wire.contracts import trail
from wire.contracts.codec import decoder, encode
from wire.contracts.errors import DecodeError
from wire.contracts.events import Event, MessagePosted

_FILLED = "outbox_filled"
_TURN = 0x72656C61  # any number, as long as all relays take the same

TURN_LASTS = 30
"""Seconds that a relay may hold its turn without a word to the database."""


OLDEST = "SELECT id, stream, body FROM outbox ORDER BY id LIMIT "

ENDS = "SELECT (SELECT min(id) FROM outbox), (SELECT max(id) FROM outbox)"
"""Numbers of the oldest and newest row; null where nothing waits to be sent."""

FORGET_ON_SQLITE = "DELETE FROM outbox WHERE id IN (SELECT value FROM json_each(?))"

_OF_MESSAGES = tuple(f"{name}:" for name in (MESSAGES, BULK, HURRIED))
_decode = decoder(MessagePosted)


@dataclass(frozen=True)
class Row:
    """One event on its way: `body` is its JSON."""

    id: int
    stream: str
    body: bytes

    @cached_property
    def posted(self) -> MessagePosted | None:
        """The message, read once; None where it is something else or cannot be read."""
        if not self.stream.startswith(_OF_MESSAGES):
            return None
        try:
            return _decode(self.body)
        except DecodeError:
            return None

    def on(self, stream: str) -> Row:
        """The same on another stream."""
        moved = Row(self.id, stream, self.body)
        moved.__dict__["posted"] = self.posted
        return moved

    def saying(self, event: MessagePosted) -> Row:
        """The same place, another event."""
        changed = Row(self.id, self.stream, encode(event))
        changed.__dict__["posted"] = event
        return changed


async def put(connection: AsyncConnection, rows: Iterable[tuple[str, Event]]) -> None:
    """Write events for streams, in order, as part of the caller's transaction."""
    values = [{"stream": stream, "body": encode(_followed(event))} for stream, event in rows]
    if values:
        await connection.execute(insert(outbox), values)
        connection.info[_FILLED] = True


def _followed(event: Event) -> Event:
    """A message with the id of the request that queues it, so that what becomes of it can be followed."""
    if isinstance(event, MessagePosted) and event.request_id is None:
        return structs.replace(event, request_id=trail.request_id())
    return event


def forget(connection: AsyncConnection) -> None:
    """A new transaction begins on this connection: nothing put yet."""
    connection.info.pop(_FILLED, None)


def was_filled(connection: AsyncConnection) -> bool:
    """Whether this transaction has put rows."""
    return bool(connection.info.get(_FILLED, False))


async def take_turn(connection: AsyncConnection) -> None:
    """On PostgreSQL: from here to the end of this transaction no other process sends rows, so that none
    overtakes another. Whoever stops within its turn loses it after `TURN_LASTS`; so long others may wait.
    """
    for name, seconds in (("lock_timeout", TURN_LASTS), ("idle_in_transaction_session_timeout", TURN_LASTS)):
        await connection.execute(text(f"SET LOCAL {name} = '{seconds}s'"))
    await connection.execute(text("SELECT pg_advisory_xact_lock(:turn)"), {"turn": _TURN})


async def oldest(connection: AsyncConnection, limit: int) -> list[Row]:
    """The first rows, in order."""
    query = select(outbox).order_by(outbox.c.id).limit(limit)
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
