"""Taking off a deleted person's reactions and pins, on messages that stay."""

from __future__ import annotations

import msgspec
from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from service.messaging import marks
from service.store.tables import conversations, messages

_PAGE = 500


async def unmark(connection: AsyncConnection, gone_id: str, conversation_id: str, rev: int) -> int:
    """Each message gets the next `rev`; gives the conversation's, which the caller holds."""
    named = f"%{gone_id}%"
    query = (
        select(messages.c.id, messages.c.reactions, messages.c.pinned)
        .where(
            messages.c.conversation_id == conversation_id,
            or_(messages.c.reactions.like(named), messages.c.pinned.like(named)),
        )
        .order_by(messages.c.seq)
        .limit(_PAGE)
    )
    while rows := (await connection.execute(query)).all():
        for row in rows:
            rev += 1
            left = {
                "reactions": marks.stored(
                    tuple(one for one in marks.reacted(row.reactions) if one.by != gone_id)
                ),
                "pinned": marks.stored(_pin_without(marks.pinned(row.pinned), gone_id)),
                "rev": rev,
            }
            await connection.execute(update(messages).where(messages.c.id == row.id).values(left))
    moved = update(conversations).where(conversations.c.id == conversation_id).values(rev=rev)
    await connection.execute(moved)
    return rev


def _pin_without(pin: marks.Pinned | None, gone_id: str) -> marks.Pinned | None:
    if pin is None or pin.by == gone_id:
        return None
    return msgspec.structs.replace(pin, loosed="" if pin.loosed == gone_id else pin.loosed)
