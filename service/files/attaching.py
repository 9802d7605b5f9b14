"""Sending a file with a message: it is set aside for that message first, and is its own from then on."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec
from sqlalchemy import Row, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from service.errors import ClientIdReused, InvalidInput, NotFound, NotYours
from service.files.errors import FileUnready, FileUsed
from service.files.queries import SENT, SENT_WITH
from service.files.uploads import HELD
from service.models import Attachment
from service.store import Store
from service.store.tables import files, messages
from service.store.typed import fetch_one
from service.text import validation
from wire.contracts.contents import AttachmentContent, VoiceContent
from wire.contracts.ids import is_id

LONGEST_ALT = 500
"""Characters of what says what an image shows."""


class Brought(msgspec.Struct, frozen=True, kw_only=True):
    """Which message a file is set aside for, or was sent with."""

    id: str
    conversation_id: str
    owner_id: str
    client_id: str | None
    touched_at: datetime
    message_id: str | None


async def attached(
    store: Store, me_id: str, conversation_id: str, client_id: str, asked: Attachment
) -> AttachmentContent | VoiceContent:
    """The content of a message with this file. It waits for the message of this `client_id`, and no other.

    The same again gives the same: the message itself is posted in a transaction of its own.

    Raises:
        NotFound, NotYours, InvalidInput.
        FileUnready: it has not come, or was not checked.
        FileUsed: another message has it, or is about to.
        ClientIdReused: this `client_id` belongs to a message without this file.
    """
    alt = _alt(asked.alt)
    client_id = validation.client_id(client_id)
    async with store.writing() as connection:
        row = await _mine(connection, me_id, conversation_id, asked.file_id)
        if row.message_id is None or row.client_id != client_id:
            await set_aside(connection, msgspec.convert(row, Brought, from_attributes=True), client_id)
    if row.voice:
        return VoiceContent(
            file_id=row.id,
            media_type=row.media_type,
            size=row.size,
            seconds=row.seconds,
            waveform=row.waveform,
        )
    return AttachmentContent(
        file_id=row.id,
        name=row.name,
        media_type=row.media_type,
        size=row.size,
        width=row.width,
        height=row.height,
        blurhash=row.blurhash,
        preview=row.preview,
        alt=alt,
    )


async def let_go(store: Store, me_id: str, file_id: str, client_id: str) -> None:
    """The message that this file was set aside for was refused: it can go with another, or be taken away."""
    here = (files.c.id == file_id, files.c.owner_id == me_id, files.c.client_id == client_id, ~SENT)
    async with store.writing() as connection:
        await connection.execute(update(files).where(*here).values(client_id=None))


async def brought(connection: AsyncConnection, file_id: str) -> Brought | None:
    """A file that is ready; None where there is none."""
    query = (
        select(files, messages.c.id.label("message_id"))
        .join_from(files, messages, SENT_WITH, isouter=True)
        .where(files.c.id == file_id, files.c.state == "ready")
    )
    return await fetch_one(connection, Brought, query)


async def set_aside(connection: AsyncConnection, row: Brought, client_id: str) -> None:
    """For the message of this `client_id`, where no other has it or is about to. FileUsed, ClientIdReused."""
    _must_be_free(row, client_id)
    under = select(messages.c.id).where(
        messages.c.conversation_id == row.conversation_id,
        messages.c.author_id == row.owner_id,
        messages.c.client_id == client_id,
    )
    if await connection.scalar(under) is not None:
        raise ClientIdReused("This client_id belongs to a message without this file.")
    await _move(connection, row, client_id)


async def given(connection: AsyncConnection, file_id: str, message_id: str, client_id: str) -> bool:
    """A file for a message that is there already, within the caller's transaction. The same again changes
    nothing. False: it is gone, or another message has it or is about to."""
    row = await brought(connection, file_id)
    if row is None:
        return False
    if row.message_id == message_id:
        return True
    try:
        _must_be_free(row, client_id)
        await _move(connection, row, client_id)
    except FileUsed:
        return False
    return True


def _must_be_free(row: Brought, client_id: str) -> None:
    others = row.client_id not in (None, client_id)
    if row.message_id is not None or (others and datetime.now(UTC) - row.touched_at < HELD):
        raise FileUsed("This file was sent with another message.")


async def _move(connection: AsyncConnection, row: Brought, client_id: str) -> None:
    as_read = (files.c.id == row.id, files.c.client_id.is_not_distinct_from(row.client_id))
    moved = update(files).where(*as_read).values(client_id=client_id, touched_at=datetime.now(UTC))
    if (await connection.execute(moved)).rowcount != 1:
        raise FileUsed("This file was sent with another message.")


async def _mine(connection: AsyncConnection, me_id: str, conversation_id: str, file_id: str) -> Row[Any]:
    query = (
        select(files, messages.c.id.label("message_id"))
        .join_from(files, messages, SENT_WITH, isouter=True)
        .where(files.c.id == file_id)
    )
    row: Row[Any] | None = (await connection.execute(query)).one_or_none() if is_id(file_id) else None
    if row is None or row.state in ("gone", "refused"):
        raise NotFound("There is no such file.")
    if row.owner_id != me_id:
        raise NotYours("This file is somebody else's.")
    if row.conversation_id != conversation_id:
        raise InvalidInput("This file was brought for another conversation.", field="attachment.file_id")
    if row.state != "ready":
        raise FileUnready("This file is not ready.")
    return row


def _alt(text: str) -> str:
    text = validation.storable(text, "attachment.alt").strip()
    if len(text) > LONGEST_ALT:
        said = f"What a file shows is said in at most {LONGEST_ALT} characters."
        raise InvalidInput(said, field="attachment.alt", reason="long")
    return text
