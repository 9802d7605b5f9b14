"""How far each side has got."""

from __future__ import annotations

from sqlalchemy import select, update

from service.actions import checks
from service.actions.access import talk_of
from service.actions.results import ReceiptChange
from service.store import Store
from service.store.tables import sides


async def mark(
    store: Store,
    me_id: str,
    conversation_id: str,
    *,
    delivered_seq: int | None = None,
    read_seq: int | None = None,
) -> ReceiptChange | None:
    """Move my position forward, never back and never above the last message; what is read was delivered.

    None where nothing grew: nobody needs to be told.

    Raises:
        NotFound, NotYours.
    """
    mine = (sides.c.conversation_id == conversation_id, sides.c.person_id == me_id)
    async with store.writing(hasty=True) as connection:
        talk = await talk_of(connection, me_id, conversation_id)
        side = (await connection.execute(select(sides).where(*mine).with_for_update(key_share=True))).one()
        read = max(side.read_seq, min(checks.position(read_seq or 0), talk.last_seq))
        delivered = max(side.delivered_seq, read, min(checks.position(delivered_seq or 0), talk.last_seq))
        if (delivered, read) == (side.delivered_seq, side.read_seq):
            return None
        await connection.execute(update(sides).where(*mine).values(delivered_seq=delivered, read_seq=read))
    return ReceiptChange(
        conversation_id=talk.id,
        person_id=me_id,
        other_id=talk.other_id,
        delivered_seq=delivered,
        read_seq=read,
    )
