"""How far each side has got."""

from __future__ import annotations

from service.actions.results import ReceiptChange
from service.store import Store


async def mark(
    store: Store,
    me_id: str,
    conversation_id: str,
    *,
    delivered_seq: int | None = None,
    read_seq: int | None = None,
) -> ReceiptChange | None:
    """Move my position forward; None where nothing grew."""
    raise NotImplementedError
