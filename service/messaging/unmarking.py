"""Taking off a deleted person's reactions and pins, on messages that stay."""

from __future__ import annotations

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
            pin = marks.pinned(row.pinned)
            left = {
                "reactions": marks.stored(
                    tuple(one for one in marks.reacted(row.reactions) if one.by != gone_id)
                ),
                "pinned": None if pin and pin.by == gone_id else row.pinned,
                "rev": rev,
            }
            await connection.execute(update(messages).where(messages.c.id == row.id).values(left))
    moved = update(conversations).where(conversations.c.id == conversation_id).values(rev=rev)
    await connection.execute(moved)
    return rev
