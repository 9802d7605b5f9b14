"""The only ways to a conversation or message: each asks first whether it is yours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, select
from sqlalchemy.ext.asyncio import AsyncConnection

from service.errors import NotFound, NotYours
from service.ids import is_id
from service.store.tables import conversations, enrichments, messages, people, sides


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation as one of its sides enters it."""

    id: str
    me_id: str
    other_id: str
    last_seq: int
    rev: int
    active_at: datetime
    demo: bool


async def talk_of(
    connection: AsyncConnection, me_id: str, conversation_id: str, *, lock: bool = False
) -> Talk:
    """A conversation of mine. With `lock`, no other transaction changes it until this one ends.

    Raises:
        NotFound: there is none.
        NotYours: it is between others.
    """
    if not is_id(conversation_id):
        raise NotFound("There is no such conversation.")
    query = select(conversations).where(conversations.c.id == conversation_id)
    row = (await connection.execute(query.with_for_update(key_share=True) if lock else query)).one_or_none()
    if row is None:
        raise NotFound("There is no such conversation.")
    if me_id not in (row.low_id, row.high_id):
        raise NotYours("You are not in this conversation.")
    other_id = row.high_id if me_id == row.low_id else row.low_id
    return Talk(row.id, me_id, other_id, row.last_seq, row.rev, row.active_at, row.demo)


async def message_of(
    connection: AsyncConnection, me_id: str, message_id: str, *, lock: bool = False
) -> tuple[Row[Any], Talk]:
    """A message of a conversation of mine, with its enrichment's columns; `lock` as above.

    Raises:
        NotFound: there is none.
        NotYours: it is in a conversation between others.
    """
    where = message_rows().where(messages.c.id == message_id)
    row = (await connection.execute(where)).one_or_none() if is_id(message_id) else None
    if row is None:
        raise NotFound("There is no such message.")
    talk = await talk_of(connection, me_id, row.conversation_id, lock=lock)
    if lock:  # what was read before the lock may have changed
        row = (await connection.execute(where)).one()
    return row, talk


def message_rows() -> Select[Any]:
    """All columns of messages, and of their enrichments."""
    return select(
        messages,
        enrichments.c.body,
        enrichments.c.status,
        enrichments.c.updated_at,
        enrichments.c.shown_at,
    ).join_from(messages, enrichments, enrichments.c.message_id == messages.c.id)


async def wants_suggestions(connection: AsyncConnection, conversation_id: str, person_id: str) -> bool:
    """Whether this side wants suggested replies."""
    query = select(sides.c.suggestions).where(
        sides.c.conversation_id == conversation_id, sides.c.person_id == person_id
    )
    return bool(await connection.scalar(query))


@dataclass(frozen=True, slots=True)
class Audience:
    """Languages of both sides of a conversation, and whether the other side wants suggestions."""

    mine: str
    theirs: str
    suggest: bool


async def audience_of(connection: AsyncConnection, talk: Talk) -> Audience:
    """Who will read what I write, in which language."""
    query = (
        select(people.c.id, people.c.language, sides.c.suggestions)
        .join(sides, sides.c.person_id == people.c.id)
        .where(sides.c.conversation_id == talk.id)
    )
    rows = {row.id: row for row in await connection.execute(query)}
    mine, theirs = rows[talk.me_id], rows[talk.other_id]
    return Audience(mine.language, theirs.language, theirs.suggestions)
