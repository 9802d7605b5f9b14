"""What becomes of bots whose place is taken away, and of the sockets of those that answer no more."""

from __future__ import annotations

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from service.desk import audit
from service.events import SessionEnded
from service.store.bot_tables import bots
from service.store.unit_of_work import record


async def unseat(
    connection: AsyncConnection, me_id: str, organisation_id: str, place: ColumnElement[bool]
) -> None:
    """Bots in this place, which is about to be deleted, stay without one, switched off.

    None is lost with its secret, and none begins to answer elsewhere by itself: their owner says where.
    """
    theirs = select(bots.c.id).where(bots.c.organisation_id == organisation_id, place).order_by(bots.c.id)
    for bot_id in (await connection.execute(theirs)).scalars().all():
        off = {"channel_id": None, "queue_id": None, "enabled": False}
        await sign_off(connection, bot_id)
        await connection.execute(update(bots).where(bots.c.id == bot_id).values(off))
        await audit.note(connection, organisation_id, me_id, "bot_changed", subject_id=bot_id)


async def sign_off(connection: AsyncConnection, bot_id: str) -> None:
    """Its sockets close."""
    held = await connection.scalar(select(bots.c.token_hash).where(bots.c.id == bot_id))
    if held is not None:
        record(connection, SessionEnded(person_id=bot_id, session=str(held)))
