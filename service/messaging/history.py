"""What a message said before it was edited: for who reads it, as long as anything of it is left."""

from __future__ import annotations

from collections.abc import Sequence

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
        query = (
            select(message_changes)
            .where(message_changes.c.message_id == row.id, message_changes.c.change == "edited")
            .order_by(message_changes.c.rev)
        )
        changed = (await connection.execute(query)).all()
    await note_read(store, access)
    written = [row.posted_at, *(one.at for one in changed)]
    return [
        Version(text=one.was, written_at=at)
        for one, at in zip(changed, written, strict=False)
        if one.was is not None
    ]


async def forget(connection: AsyncConnection, ids: Select[tuple[str]] | Sequence[str]) -> None:
    """Nothing that these messages ever said stays; that they were edited does."""
    was = update(message_changes).where(message_changes.c.message_id.in_(ids))
    await connection.execute(was.values(was=None))
