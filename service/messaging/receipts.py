"""How far each side has got."""

from __future__ import annotations

from service.desk import audit
from service.events import ReceiptMoved
from service.messaging.posting.reaching import Reached, ReceiptWork
from service.store import Store
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
        NotFound, NotYours, RoleLacks, Unavailable.
    """
    wanted = validation.position(delivered_seq or 0), validation.position(read_seq or 0)
    reached = Reached(me_id, conversation_id, *wanted)
    moved: ReceiptMoved | None = await store.grouped(ReceiptWork).do(reached)
    if moved is not None and moved.organisation_id is not None and read_seq:
        await audit.was_read(store, moved.organisation_id, me_id, "conversation_read", conversation_id)
    return moved
