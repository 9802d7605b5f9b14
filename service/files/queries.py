"""Who may have a file: who brought it, and whoever sees the message that it was sent with."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import Row, and_, exists, select
from sqlalchemy.ext.asyncio import AsyncConnection

from service.errors import NotFound, NotYours
from service.files.errors import FileUnready
from service.messaging.access import message_of
from service.store import Store
from service.store.tables import files, messages
from service.store.typed import columns, fetch
from wire.contracts.ids import is_id

SENT_WITH = and_(
    messages.c.conversation_id == files.c.conversation_id,
    messages.c.author_id == files.c.owner_id,
    messages.c.client_id == files.c.client_id,
)
"""How a file is joined to its message."""

_WITH_FILES = ("attachment", "voice", "text")
"""Kinds of messages that have files; of a text the picture of its link."""

SENT = exists(select(messages.c.id).where(SENT_WITH))
"""Of a file: there is a message that it was sent with."""


class KeptFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file that is ready."""

    id: str
    name: str
    media_type: str
    size: int
    preview: bool
    width: int | None = None
    height: int | None = None
    blurhash: str | None = None


async def file_for(store: Store, me_id: str, file_id: str) -> KeptFile:
    """A file that I may have.

    Raises:
        NotFound: there is none, or its message was taken back, erased, or is kept from me.
        NotYours, RoleLacks: it was sent in a conversation of others, or not sent.
        FileUnready: it is mine, and was not checked yet.
    """
    async with store.reading() as connection:
        row = await _row(connection, file_id)
        if row.message_id is not None:
            await message_of(connection, me_id, row.message_id)
        elif row.owner_id != me_id:
            raise NotYours("This file is somebody else's.")
    if row.state != "ready":
        raise FileUnready("This file is not ready.")
    return msgspec.convert(row, KeptFile, from_attributes=True)


async def _row(connection: AsyncConnection, file_id: str) -> Row[Any]:
    query = (
        select(files, messages.c.id.label("message_id"), messages.c.kind)
        .join_from(files, messages, SENT_WITH, isouter=True)
        .where(files.c.id == file_id)
    )
    found: Row[Any] | None = (await connection.execute(query)).one_or_none() if is_id(file_id) else None
    if found is None or found.state in ("gone", "refused") or found.kind not in (None, *_WITH_FILES):
        raise NotFound("There is no such file.")
    return found


async def files_of(store: Store, owner_id: str) -> list[KeptFile]:
    """All that somebody has sent and that is still there, oldest first: for their export."""
    query = (
        select(*columns(KeptFile, files))
        .join_from(files, messages, SENT_WITH)
        .where(files.c.owner_id == owner_id, files.c.state == "ready", messages.c.kind != "removed")
        .order_by(files.c.id)
    )
    async with store.reading() as connection:
        return await fetch(connection, KeptFile, query)
