"""What a message said before it was edited: for who reads it, as long as anything of it is left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Select, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from service.messaging.access import message_of
from service.messaging.reading import note_read
from service.messaging.results import Version
from service.store import Store
from service.store.tables import message_changes


async def history_of(store: Store, me_id: str, message_id: str) -> list[Version]:
    """Earlier texts of a message that I read, oldest first; none where it was never edited, or taken back.

    Raises:
        NotFound, NotYours, RoleLacks.
    """
    async with store.reading() as connection:
        row, access = await message_of(connection, me_id, message_id)
        found = await versions(connection, {row.id: row.posted_at})
    await note_read(store, access)
    return found.get(row.id, [])


async def versions(connection: AsyncConnection, posted: Mapping[str, datetime]) -> dict[str, list[Version]]:
    """Earlier texts by message, oldest first, of messages that were posted then and may be read."""
    query = (
        select(message_changes)
        .where(message_changes.c.message_id.in_(posted), message_changes.c.change == "edited")
        .order_by(message_changes.c.message_id, message_changes.c.rev)
    )
    found, written = dict[str, list[Version]](), dict(posted)
    for one in (await connection.execute(query)).all():
        if one.was is not None:
            version = Version(text=one.was, written_at=written[one.message_id])
            found.setdefault(one.message_id, []).append(version)
        written[one.message_id] = one.at
    return found


async def forget(connection: AsyncConnection, ids: Select[tuple[str]] | Sequence[str]) -> None:
    """Nothing that these messages ever said stays; that they were edited does."""
    was = update(message_changes).where(message_changes.c.message_id.in_(ids))
    await connection.execute(was.values(was=None))
