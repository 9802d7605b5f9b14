"""Muting and leaving a conversation: what is mine alone, and told to nobody else.

Who leaves has it in no list any more, until something new is written in it or it is opened again; nothing of
it is deleted. An organisation's conversations are not one agent's to leave.
"""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncConnection

from service.errors import NotDirect
from service.events import ConversationChanged
from service.messaging import activity
from service.messaging.access import conversation_access
from service.messaging.listing import one_of_mine
from service.messaging.rules import ConversationAccess
from service.messaging.seats import take_seat
from service.models import Conversation
from service.store import Store
from service.store.tables import participants
from service.store.unit_of_work import record
from wire.contracts.activity_kinds import ActivityKind


async def set_muted(store: Store, me_id: str, conversation_id: str, muted: bool) -> Conversation:
    """Nothing of it is announced to me, or is again. NotFound, NotYours, RoleLacks."""
    async with store.writing() as connection:
        access = await conversation_access(connection, me_id, conversation_id, lock=True)
        await take_seat(connection, access)
        if not await _write(connection, access, muted=muted):
            return await one_of_mine(connection, me_id, access.id)
        kind: ActivityKind = "conversation_muted" if muted else "conversation_unmuted"
        return await _told(connection, store, access, kind)


async def leave_conversation(store: Store, me_id: str, conversation_id: str) -> Conversation:
    """It is in my list no more, until something is written in it. Again changes nothing.

    Raises:
        NotFound, NotYours, RoleLacks.
        NotDirect: it is an organisation's.
    """
    async with store.writing() as connection:
        access = await conversation_access(connection, me_id, conversation_id, lock=True)
        if access.organisation_id is not None:
            raise NotDirect("A conversation of an organisation cannot be left by one agent.")
        if not await _write(connection, access, left_seq=access.last_seq):
            return await one_of_mine(connection, me_id, access.id)
        return await _told(connection, store, access, "conversation_left")


async def come_back(connection: AsyncConnection, access: ConversationAccess) -> bool:
    """I open it again; whether I had left it."""
    return await _write(connection, access, left_seq=None)


async def _write(connection: AsyncConnection, access: ConversationAccess, **values: int | None) -> bool:
    [(name, value)] = values.items()
    column = participants.c[name]
    mine = (participants.c.conversation_id == access.id, participants.c.party_id == access.me_id)
    changed = update(participants).where(*mine, column.is_distinct_from(value)).values({name: value})
    return bool((await connection.execute(changed)).rowcount)


async def _told(
    connection: AsyncConnection, store: Store, access: ConversationAccess, kind: ActivityKind
) -> Conversation:
    await activity.of(connection, store.partitions, access, kind, None, datetime.now(UTC))
    record(connection, ConversationChanged(conversation_id=access.id, person_ids=(access.me_id,)))
    return await one_of_mine(connection, access.me_id, access.id)
