"""Vectors of what customers wrote, by which their messages are grouped: gone as soon as the words are."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, delete
from sqlalchemy.ext.asyncio import AsyncConnection

from service.store.painpoint_tables import painpoint_messages


async def forget(connection: AsyncConnection, ids: Select[tuple[str]] | Sequence[str]) -> None:
    """Nothing stays that was made of the words of these messages; what they say now is looked at anew."""
    await connection.execute(delete(painpoint_messages).where(painpoint_messages.c.message_id.in_(ids)))
