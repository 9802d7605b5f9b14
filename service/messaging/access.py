"""The only ways to a conversation or message: each asks first whether it is yours."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Row, and_, bindparam, func, or_, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from service.errors import AcceptFirst, Blocked, NotFound, NotYours
from service.identity import policy
from service.messaging.relation import Relation, relation
from service.messaging.sides import MEMBER, OPPOSITE, RELATION, mine, theirs
from service.messaging.stored import StoredMessage, message_rows
from service.store.tables import conversations, messages, participants
from service.store.typed import fetch, fetch_one
from wire.contracts.ids import is_id


@dataclass(frozen=True, slots=True)
class ConversationAccess:
    """A conversation as one of its sides enters it."""

    id: str
    me_id: str
    side: int
    """Mine: 0 or 1."""
    other_id: str
    last_seq: int
    rev: int
    active_at: datetime
    demo: bool
    relation: Relation
    organisation_id: str | None = None
    """Whose conversation it is; null: a direct one."""
    author_kind: Literal["account", "contact"] = "account"
    """What I am: an account, also on an organisation's side; or a contact, for whom it speaks."""

    @property
    def for_organisation(self) -> bool:
        """I am one of those on the organisation's side."""
        return self.organisation_id is not None and self.author_kind == "account"


async def conversation_access(
    connection: AsyncConnection, me_id: str, conversation_id: str, *, lock: bool = False
) -> ConversationAccess:
    """A conversation of mine. With `lock`, no other transaction changes it until this one ends.

    Raises:
        NotFound: there is none.
        NotYours: it is between others.
        RoleLacks: it is one of my organisation's, and my role does not let me converse.
    """
    if not is_id(conversation_id):
        raise NotFound("There is no such conversation.")
    if lock:
        await hold(connection, conversation_id)
    row = await _entered(connection, conversation_id, me_id)
    if row.other_id is None and row.organisation_id is not None:
        role = await policy.role_of(connection, me_id, row.organisation_id)
        if role is not None:
            policy.allow(role, "converse")
            row = await _entered(connection, conversation_id, row.organisation_id)
    if row.other_id is None:
        raise NotYours("You are not in this conversation.")
    return _access(row, me_id)


async def contact_access(
    connection: AsyncConnection, me_id: str, conversation_id: str, *, lock: bool = False
) -> ConversationAccess:
    """A conversation of my organisation, as its contact enters it, for whom I may speak.

    Raises:
        NotFound, NotYours, RoleLacks.
        NotFound: it has no contact.
    """
    mine = await conversation_access(connection, me_id, conversation_id, lock=lock)
    if mine.organisation_id is None:
        raise NotFound("This conversation has no contact.")
    await policy.must(connection, me_id, mine.organisation_id, "speak_for_contacts")
    row = await _entered(connection, conversation_id, mine.other_id)
    return replace(_access(row, mine.other_id), author_kind="contact")


def _access(row: Row[Any], me_id: str) -> ConversationAccess:
    return ConversationAccess(
        id=row.id,
        me_id=me_id,
        side=row.my_side,
        other_id=row.other_id,
        last_seq=row.last_seq,
        rev=row.rev,
        active_at=row.active_at,
        demo=row.demo,
        relation=relation(row),
        organisation_id=row.organisation_id,
    )


async def hold(connection: AsyncConnection, conversation_id: str) -> None:
    """No other transaction changes this conversation until this one ends.

    A statement of its own: on PostgreSQL one that waited for the lock would see the sides as they were
    before. SQLite has one writer anyway.
    """
    if connection.dialect.name == "postgresql":
        query = select(conversations.c.id).where(conversations.c.id == conversation_id)
        await connection.execute(query.with_for_update(key_share=True))


_ENTERED = (
    select(conversations, *RELATION, mine.c.side.label("my_side"), theirs.c.party_id.label("other_id"))
    .outerjoin(
        mine,
        and_(
            mine.c.conversation_id == conversations.c.id,
            mine.c.party_id == bindparam("party"),
            mine.c.kind != MEMBER,
        ),
    )
    .outerjoin(theirs, OPPOSITE)
    .where(conversations.c.id == bindparam("talk"))
)
"""Built once: every message that is posted walks through it."""


async def _entered(connection: AsyncConnection, conversation_id: str, party_id: str) -> Row[Any]:
    """A conversation with both sides, or with none where this party is not one of them. NotFound."""
    found = await connection.execute(_ENTERED, {"talk": conversation_id, "party": party_id})
    row: Row[Any] | None = found.one_or_none()
    if row is None:
        raise NotFound("There is no such conversation.")
    return row


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
) -> tuple[StoredMessage, ConversationAccess]:
    """A message of a conversation of mine; `lock` as above.

    Raises:
        NotFound: there is none, or it is kept from me.
        NotYours: it is in a conversation between others.
    """
    where = message_rows().where(messages.c.id == message_id)
    row = await fetch_one(connection, StoredMessage, where) if is_id(message_id) else None
    if row is None:
        raise NotFound("There is no such message.")
    talk = await conversation_access(connection, me_id, row.conversation_id, lock=lock)
    ours = row.side == talk.side if talk.for_organisation else row.author_id == me_id
    if row.withheld and not ours:
        raise NotFound("There is no such message.")
    if lock:  # what was read before the lock may have changed
        [row] = await fetch(connection, StoredMessage, where)
    return row, talk


def visible_to(talk: ConversationAccess) -> ColumnElement[bool]:
    """Messages that are not kept from me: those of colleagues on an organisation's side are mine too."""
    written = messages.c.side == talk.side if talk.for_organisation else messages.c.author_id == talk.me_id
    return or_(~messages.c.withheld, written)


async def wants_suggestions(connection: AsyncConnection, conversation_id: str, person_id: str) -> bool:
    """Whether this account wants suggested replies there; so it is until it says otherwise."""
    query = select(participants.c.suggestions).where(
        participants.c.conversation_id == conversation_id, participants.c.party_id == person_id
    )
    return bool(await connection.scalar(select(func.coalesce(query.scalar_subquery(), true()))))
