"""Opening, listing and switching conversations."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, and_, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from service.actions import activity, moods, views
from service.actions.access import message_rows, talk_of
from service.actions.people import find_row
from service.domain import Conversation, Position
from service.errors import WithYourself
from service.ids import new_id
from service.store import Store, outbox
from service.store.tables import conversations, messages, people, sides

MOST = 500
"""Conversations in one list."""


async def open_conversation(store: Store, me_id: str, handle: str) -> tuple[Conversation, bool]:
    """The conversation with a person, and whether it is new: two who open it at once get the same one.

    Raises:
        NotFound: nobody has this handle.
        WithYourself: it is your own.
    """
    async with store.reading() as connection:
        other = await find_row(connection, handle)
        if other.id == me_id:
            raise WithYourself("A conversation has two different sides.")
        known = await _between(connection, me_id, other.id)
    created = False
    if known is None:
        try:
            known, created = await _create(store, me_id, other), True
        except IntegrityError:  # the other side was first, between our look and our insert
            async with store.reading() as connection:
                known = await _between(connection, me_id, other.id)
            if known is None:
                raise
    return await get_conversation(store, me_id, known), created


async def list_conversations(store: Store, me_id: str) -> list[Conversation]:
    """Mine, newest activity first, at most MOST."""
    async with store.reading() as connection:
        return await _mine(connection, me_id)


async def get_conversation(store: Store, me_id: str, conversation_id: str) -> Conversation:
    """One of mine. NotFound, NotYours."""
    async with store.reading() as connection:
        await talk_of(connection, me_id, conversation_id)
        return (await _mine(connection, me_id, conversation_id))[0]


async def set_suggestions(store: Store, me_id: str, conversation_id: str, on: bool) -> Conversation:
    """Switch suggested replies on or off, for me. NotFound, NotYours."""
    mine = (sides.c.conversation_id == conversation_id, sides.c.person_id == me_id)
    async with store.writing() as connection:
        await talk_of(connection, me_id, conversation_id)
        await connection.execute(update(sides).where(*mine).values(suggestions=on))
        return (await _mine(connection, me_id, conversation_id))[0]


async def _between(connection: AsyncConnection, one_id: str, other_id: str) -> str | None:
    low_id, high_id = sorted((one_id, other_id))
    query = select(conversations.c.id).where(
        conversations.c.low_id == low_id, conversations.c.high_id == high_id
    )
    return await connection.scalar(query)


async def _create(store: Store, me_id: str, other: Row[Any]) -> str:
    now, made = datetime.now(UTC), new_id()
    low_id, high_id = sorted((me_id, other.id))
    async with store.writing() as connection:
        mine_is_demo = await connection.scalar(select(people.c.demo).where(people.c.id == me_id))
        demo = bool(other.demo or mine_is_demo)
        row = {"id": made, "low_id": low_id, "high_id": high_id, "last_seq": 0, "rev": 0, "demo": demo}
        await connection.execute(insert(conversations).values(row | {"created_at": now, "active_at": now}))
        side = {"conversation_id": made, "delivered_seq": 0, "read_seq": 0, "suggestions": True}
        await connection.execute(insert(sides), [side | {"person_id": one} for one in (low_id, high_id)])
        told = activity.row(
            store.partitions,
            "conversation_opened",
            at=now,
            person_id=me_id,
            conversation_id=made,
            demo=demo,
        )
        await outbox.put(connection, [told])
    return made


async def _mine(
    connection: AsyncConnection, me_id: str, conversation_id: str | None = None
) -> list[Conversation]:
    """All of mine, or one, in two queries however many there are."""
    mine, theirs = sides.alias("mine"), sides.alias("theirs")
    same = theirs.c.conversation_id == mine.c.conversation_id
    unread = (
        select(func.count())
        .where(
            messages.c.conversation_id == mine.c.conversation_id,
            messages.c.seq > mine.c.read_seq,
            messages.c.author_id != me_id,
        )
        .scalar_subquery()
    )
    query = (
        select(
            conversations,
            mine.c.suggestions,
            mine.c.delivered_seq.label("my_delivered_seq"),
            mine.c.read_seq.label("my_read_seq"),
            theirs.c.delivered_seq,
            theirs.c.read_seq,
            theirs.c.mood,
            unread.label("unread"),
            *(people.c[name].label(f"other_{name}") for name in _OTHER),
        )
        .join_from(mine, conversations, conversations.c.id == mine.c.conversation_id)
        .join(theirs, and_(same, theirs.c.person_id != mine.c.person_id))
        .join(people, people.c.id == theirs.c.person_id)
        .where(mine.c.person_id == me_id)
        .order_by(conversations.c.active_at.desc(), conversations.c.id.desc())
        .limit(MOST)
    )
    if conversation_id is not None:
        query = query.where(mine.c.conversation_id == conversation_id)
    rows = (await connection.execute(query)).all()
    last = await _last_messages(connection, rows)
    return [_view(row, me_id, last.get(row.id)) for row in rows]


_OTHER = ("id", "handle", "name", "language", "last_seen_at")


async def _last_messages(connection: AsyncConnection, rows: Sequence[Row[Any]]) -> dict[str, Row[Any]]:
    """The newest message of each conversation, by conversation."""
    if not rows:
        return {}
    newest = and_(
        conversations.c.id == messages.c.conversation_id, conversations.c.last_seq == messages.c.seq
    )
    query = message_rows().join(conversations, newest)
    found = await connection.execute(query.where(conversations.c.id.in_([row.id for row in rows])))
    return {row.conversation_id: row for row in found}


def _view(row: Row[Any], me_id: str, last: Row[Any] | None) -> Conversation:
    return Conversation(
        id=row.id,
        other=views.person(_Other(row)),
        created_at=row.created_at,
        last_seq=row.last_seq,
        rev=row.rev,
        unread=row.unread,
        suggestions=row.suggestions,
        mine=Position(delivered_seq=row.my_delivered_seq, read_seq=row.my_read_seq),
        theirs=Position(delivered_seq=row.delivered_seq, read_seq=row.read_seq),
        last_message=None if last is None else views.message(last, me_id, suggestions=row.suggestions),
        mood=moods.trend_of(row.mood),
        demo=row.demo,
    )


class _Other:
    """The columns of the other side's person within a row of a conversation."""

    def __init__(self, row: Row[Any]) -> None:
        for name in _OTHER:
            setattr(self, name, getattr(row, f"other_{name}"))
