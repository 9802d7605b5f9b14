"""The only ways to a conversation or message: each asks first whether it is yours."""

from __future__ import annotations

from sqlalchemy import ColumnElement, func, or_, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from service.errors import AcceptFirst, Blocked, NotFound
from service.identity.errors import OrganisationSuspended
from service.identity.suspension import SUSPENDED
from service.messaging import rules
from service.messaging.lookup import conversation_state
from service.messaging.parties import ConversationState
from service.messaging.rules import ConversationAccess
from service.messaging.stored import StoredMessage, message_rows
from service.store.tables import conversations, messages, participants
from service.store.typed import fetch, fetch_one
from wire.contracts.ids import is_id


async def conversation_access(
    connection: AsyncConnection, me_id: str, conversation_id: str, *, lock: bool = False
) -> ConversationAccess:
    """A conversation of mine. With `lock`, no other transaction changes it until this one ends.

    Raises:
        NotFound: there is none.
        NotYours: it is between others.
        RoleLacks: it is one of my organisation's, and my role does not let me converse.
    """
    return rules.enter(await _state(connection, conversation_id, lock=lock), me_id)


async def contact_access(
    connection: AsyncConnection, me_id: str, conversation_id: str, *, lock: bool = False
) -> ConversationAccess:
    """A conversation of my organisation, as its contact enters it, for whom I may speak.

    Raises:
        NotFound, NotYours, RoleLacks.
        NotFound: it has no contact.
    """
    state = await _state(connection, conversation_id, lock=lock)
    return rules.enter(state, me_id, for_contact=True)


async def _state(
    connection: AsyncConnection, conversation_id: str, *, lock: bool
) -> ConversationState | None:
    if not is_id(conversation_id):
        return None
    if lock:
        await hold(connection, conversation_id)
    return await conversation_state(connection, conversation_id)


async def hold(connection: AsyncConnection, conversation_id: str) -> None:
    """No other transaction changes this conversation until this one ends.

    A statement of its own: on PostgreSQL one that waited for the lock would see the sides as they were
    before. SQLite has one writer anyway.
    """
    if connection.dialect.name == "postgresql":
        query = select(conversations.c.id).where(conversations.c.id == conversation_id)
        await connection.execute(query.with_for_update(key_share=True))


def must_be_settled(access: ConversationAccess) -> None:
    """Before anything that both sides see, messages aside: it would tell who has not accepted.

    Raises:
        AcceptFirst: one of the sides has not accepted.
        Blocked: I block the other side.
    """
    must_have_accepted(access)
    if not access.relation.settled:
        raise AcceptFirst("This is possible once both of you have accepted the conversation.")


def must_have_accepted(access: ConversationAccess) -> None:
    """The same for what the other side would see of me.

    Raises:
        AcceptFirst: I have not accepted.
        Blocked: I block the other side.
    """
    must_not_block(access)
    if access.relation.mine != "accepted":
        raise AcceptFirst("Accept the conversation first.")


def must_not_block(access: ConversationAccess) -> None:
    """Before anything at all is written.

    Raises:
        Blocked: I block the other side.
        OrganisationSuspended: it is the conversation of one.
    """
    if access.state.suspended:
        raise OrganisationSuspended(SUSPENDED)
    if access.relation.blocks_since is not None:
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
    access = await conversation_access(connection, me_id, row.conversation_id, lock=lock)
    if not rules.sees(access, row.side, withheld=row.withheld):
        raise NotFound("There is no such message.")
    if lock:  # what was read before the lock may have changed
        [row] = await fetch(connection, StoredMessage, where)
    return row, access


def visible_to(access: ConversationAccess) -> ColumnElement[bool]:
    """Messages that are not kept from me, in the conversation: what `rules.sees` says."""
    return or_(~messages.c.withheld, messages.c.side == access.side)


async def wants_suggestions(connection: AsyncConnection, conversation_id: str, person_id: str) -> bool:
    """Whether this account wants suggested replies there; so it is until it says otherwise."""
    query = select(participants.c.suggestions).where(
        participants.c.conversation_id == conversation_id, participants.c.party_id == person_id
    )
    return bool(await connection.scalar(select(func.coalesce(query.scalar_subquery(), true()))))
