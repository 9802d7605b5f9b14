"""What an account has of its own in a conversation, where it is one of several on an organisation's side."""

from __future__ import annotations

from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from service.messaging.rules import ConversationAccess
from service.messaging.sides import MEMBER
from service.store.tables import participants


async def take_seat(connection: AsyncConnection, access: ConversationAccess) -> None:
    """Before my receipts or wishes change: a row for them, made the first time. A side has one already."""
    if not access.for_organisation:
        return
    dialect: Any = postgresql if connection.dialect.name == "postgresql" else sqlite
    row = {
        "conversation_id": access.id,
        "party_id": access.me_id,
        "kind": MEMBER,
        "side": access.side,
        "account_id": access.me_id,
        "delivered_seq": 0,
        "read_seq": 0,
        "suggestions": True,
    }
    await connection.execute(dialect.insert(participants).values(row).on_conflict_do_nothing())
