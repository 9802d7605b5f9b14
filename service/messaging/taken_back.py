"""Messages taken back whose words may still lie in the broker: noted with their removal, until that is over.

The store has nothing of them from the commit on. Streams, and what workers share, may have: they are
cleared by `service.jobs.taken_back`, more than once, for a worker may have had one in hand.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec
from sqlalchemy import delete, insert, literal, select
from sqlalchemy.ext.asyncio import AsyncConnection

from service.store import Store, outbox
from service.store.tables import messages, taken_back
from wire.contracts.contents import REMOVED

AT_ONCE = 500
"""Messages in one run."""


class TakenBack(msgspec.Struct, frozen=True):
    """One of them. `relayed`: all that the outbox had of it is on its streams.

    `conversation_id` and `seq` say where it stood; null where its conversation is gone, too.
    """

    message_id: str
    at: datetime
    relayed: bool
    conversation_id: str | None = None
    seq: int | None = None


async def note(connection: AsyncConnection, message_id: str, at: datetime) -> None:
    """In the transaction that removes it."""
    row = {"message_id": message_id, "at": at, "outbox_id": await outbox.last(connection)}
    await connection.execute(insert(taken_back).values(row))


async def note_all(connection: AsyncConnection, conversation_id: str, author_id: str, at: datetime) -> None:
    """The same for all that somebody wrote in a conversation, before it is erased."""
    row = {"at": at, "outbox_id": await outbox.last(connection)}
    same = (literal(value, taken_back.c[name].type) for name, value in row.items())
    theirs = (messages.c.conversation_id == conversation_id, messages.c.author_id == author_id)
    left = select(messages.c.id, *same).where(*theirs, messages.c.kind != REMOVED.kind)
    await connection.execute(insert(taken_back).from_select(["message_id", *row], left))


async def noted(store: Store) -> Sequence[TakenBack]:
    """The oldest of those that are not over."""
    async with store.reading() as connection:
        first = await outbox.first(connection)
        query = (
            select(taken_back, messages.c.conversation_id, messages.c.seq)
            .outerjoin(messages, messages.c.id == taken_back.c.message_id)
            .order_by(taken_back.c.at)
            .limit(AT_ONCE)
        )
        rows = await connection.execute(query)
        return [
            TakenBack(
                row.message_id,
                row.at,
                relayed=first is None or first > row.outbox_id,
                conversation_id=row.conversation_id,
                seq=row.seq,
            )
            for row in rows
        ]


async def over(store: Store, ids: Sequence[str]) -> None:
    """Nothing of these is left anywhere."""
    async with store.writing(relaxed=True) as connection:
        await connection.execute(delete(taken_back).where(taken_back.c.message_id.in_(ids)))
