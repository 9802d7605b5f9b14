"""The only ways to a conversation or message: each asks first whether it is yours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, case, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from service.errors import AcceptFirst, Blocked, NotFound, NotSignedIn, NotYours, PersonGone
from service.messaging.relation import Relation, relation
from service.store.tables import conversations, enrichments, messages, people, sides
from wire.contracts.ids import is_id


@dataclass(frozen=True, slots=True)
class ConversationAccess:
    """A conversation as one of its sides enters it."""

    id: str
    me_id: str
    other_id: str
    last_seq: int
    rev: int
    active_at: datetime
    demo: bool
    relation: Relation


async def conversation_access(
    connection: AsyncConnection, me_id: str, conversation_id: str, *, lock: bool = False
) -> ConversationAccess:
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
    stands = relation(row, me_id)
    return ConversationAccess(row.id, me_id, other_id, row.last_seq, row.rev, row.active_at, row.demo, stands)


def must_be_settled(talk: ConversationAccess) -> None:
    """Before anything that both sides see, messages aside: it would tell who has not accepted.

    Raises:
        AcceptFirst: one of the sides has not accepted.
        Blocked: I block the other side.
    """
    must_have_accepted(talk)
    if not talk.relation.settled:
        raise AcceptFirst("This is possible once both of you have accepted the conversation.")


def must_have_accepted(talk: ConversationAccess) -> None:
    """The same for what the other side would see of me.

    Raises:
        AcceptFirst: I have not accepted.
        Blocked: I block the other side.
    """
    must_not_block(talk)
    if talk.relation.mine != "accepted":
        raise AcceptFirst("Accept the conversation first.")


def must_not_block(talk: ConversationAccess) -> None:
    """Blocked: I block the other side."""
    if talk.relation.blocks_since is not None:
        raise Blocked("You block this person. Unblock them first.")


async def message_of(
    connection: AsyncConnection, me_id: str, message_id: str, *, lock: bool = False
) -> tuple[Row[Any], ConversationAccess]:
    """A message of a conversation of mine, with its enrichment's columns; `lock` as above.

    Raises:
        NotFound: there is none, or it is kept from me.
        NotYours: it is in a conversation between others.
    """
    where = message_rows().where(messages.c.id == message_id)
    row = (await connection.execute(where)).one_or_none() if is_id(message_id) else None
    if row is None:
        raise NotFound("There is no such message.")
    talk = await conversation_access(connection, me_id, row.conversation_id, lock=lock)
    if row.withheld and row.author_id != me_id:
        raise NotFound("There is no such message.")
    if lock:  # what was read before the lock may have changed
        row = (await connection.execute(where)).one()
    return row, talk


def visible_to(person_id: str) -> ColumnElement[bool]:
    """Messages that are not kept from a side of their conversation."""
    return or_(~messages.c.withheld, messages.c.author_id == person_id)


def stance_of(person_id: str) -> ColumnElement[str]:
    """How a side of a conversation stands to it."""
    low = (conversations.c.low_id == person_id, conversations.c.low_stance)
    return case(low, else_=conversations.c.high_stance)


def blocked_at_of(person_id: str) -> ColumnElement[datetime | None]:
    """Since when a side of a conversation blocks the other."""
    low = (conversations.c.low_id == person_id, conversations.c.low_blocked_at)
    return case(low, else_=conversations.c.high_blocked_at)


RELATION = tuple(
    conversations.c[name]
    for name in ("low_id", "high_id", "low_stance", "high_stance", "low_blocked_at", "high_blocked_at")
)
"""What `service.messaging.relation.relation` reads."""


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
    """Languages of both sides of a conversation, and whether the other side is to get suggestions."""

    mine: str
    theirs: str
    suggest: bool


async def audience_of(connection: AsyncConnection, talk: ConversationAccess) -> Audience:
    """Who will read what I write, in which language.

    Raises:
        PersonGone: nobody; the other side's account is deleted.
        NotSignedIn: mine is, since this was asked for.
    """
    query = (
        select(people.c.id, people.c.language, people.c.deleted_at, sides.c.suggestions)
        .join(sides, sides.c.person_id == people.c.id)
        .where(sides.c.conversation_id == talk.id)
    )
    rows = {row.id: row for row in await connection.execute(query)}
    mine, theirs = rows[talk.me_id], rows[talk.other_id]
    if mine.deleted_at is not None:
        raise NotSignedIn("This account is deleted.", reason="ended")
    if theirs.deleted_at is not None:
        raise PersonGone("This account is deleted; nobody would read it.")
    return Audience(mine.language, theirs.language, theirs.suggestions and talk.relation.reaches_them)
