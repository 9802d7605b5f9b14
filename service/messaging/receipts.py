"""How far each side has got."""

from __future__ import annotations

from sqlalchemy import Select, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from service.events import ReceiptMoved
from service.messaging import rules
from service.messaging.access import conversation_access, visible_to
from service.messaging.rules import ConversationAccess
from service.messaging.seats import take_seat
from service.store import Store
from service.store.tables import messages, participants
from service.store.unit_of_work import record
from service.text import validation


async def mark(
    store: Store,
    me_id: str,
    conversation_id: str,
    *,
    delivered_seq: int | None = None,
    read_seq: int | None = None,
) -> ReceiptMoved | None:
    """Move my position forward, never back and never above the last message that I can see.

    What is read was delivered. What was written while I blocked its author is never said to have been read.

    None where nothing grew: nobody is told. So it is where I block the other side: nothing moves.

    Raises:
        NotFound, NotYours.
    """
    wanted = validation.position(delivered_seq or 0), validation.position(read_seq or 0)
    return await store.transact(
        lambda connection: _mark(connection, me_id, conversation_id, *wanted), relaxed=True
    )


async def _mark(
    connection: AsyncConnection, me_id: str, conversation_id: str, delivered_seq: int, read_seq: int
) -> ReceiptMoved | None:
    mine = (participants.c.conversation_id == conversation_id, participants.c.party_id == me_id)
    access = await conversation_access(connection, me_id, conversation_id)
    if access.relation.blocks_since is not None:
        return None
    await take_seat(connection, access)
    side = (await connection.execute(select(participants).where(*mine).with_for_update(key_share=True))).one()
    last = await connection.scalar(_last_visible(access)) or 0
    read = max(side.read_seq, min(read_seq, last))
    delivered = max(side.delivered_seq, read, min(delivered_seq, last))
    if (delivered, read) == (side.delivered_seq, side.read_seq):
        return None
    await connection.execute(update(participants).where(*mine).values(delivered_seq=delivered, read_seq=read))
    await _side_reached(connection, access, delivered, read)
    return _moved(connection, access, delivered, read)


async def _side_reached(
    connection: AsyncConnection, access: ConversationAccess, delivered: int, read: int
) -> None:
    """An organisation's side is as far as whoever on it is furthest."""
    if not access.for_organisation:
        return
    side = participants.c.conversation_id == access.id, participants.c.party_id == access.organisation_id
    moved = 0
    for column, reached in ((participants.c.delivered_seq, delivered), (participants.c.read_seq, read)):
        further = update(participants).where(*side, column < reached)
        moved += (await connection.execute(further.values({column.name: reached}))).rowcount
    if moved and access.visitor_id is not None:
        at = (await connection.execute(select(participants).where(*side))).one()
        record(connection, *told_to_visitor(access, at.delivered_seq, at.read_seq))


def told_to_visitor(access: ConversationAccess, delivered: int, read: int) -> list[ReceiptMoved]:
    """A visitor learns how far the organisation's side has got, and not which of its people."""
    if access.visitor_id is None or access.organisation_id is None:
        return []
    side = ReceiptMoved(
        conversation_id=access.id,
        person_id=access.organisation_id,
        delivered_seq=delivered,
        read_seq=read,
        told=(access.visitor_id,),
    )
    return [side]


def _last_visible(access: ConversationAccess) -> Select[tuple[int]]:
    """Position of the last message that I can see."""
    seen = (messages.c.conversation_id == access.id, visible_to(access))
    return select(messages.c.seq).where(*seen).order_by(messages.c.seq.desc()).limit(1)


def _moved(
    connection: AsyncConnection, access: ConversationAccess, delivered: int, read: int
) -> ReceiptMoved:
    """Told to me on all my screens, and to the other side where we talk: a contact's to all agents."""
    told: tuple[str, ...] = (access.me_id,)
    if access.relation.talking and not access.for_organisation:
        told = rules.screens(access)
    moved = ReceiptMoved(
        conversation_id=access.id, person_id=access.me_id, delivered_seq=delivered, read_seq=read, told=told
    )
    record(connection, moved)
    return moved
