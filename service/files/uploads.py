"""Bringing a file: begun with its size, then in parts, each of which is kept before it is acknowledged.

Parts are objects of their own, so that any process may take the next one, whichever took the last. A line
that is cut leaves what had come; who comes back asks how far it got.
"""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import and_, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from service.errors import NotFound, NotYours, TooMany
from service.files.errors import FINAL, FileEmpty, FileTooLarge, FileUsed, OffsetDiffers
from service.files.limits import must_fit
from service.files.naming import file_name
from service.files.queries import SENT
from service.files.storage import FileStorage, parts_prefix
from service.messaging.access import conversation_access, must_not_block
from service.store import Store
from service.store.tables import file_parts, files
from service.text import validation
from wire.contracts.ids import is_id, new_id
from wire.contracts.settings import Settings

PART = 1024 * 1024
"""Bytes that are held before they are kept: what a process may lose where it dies, and sends anew."""
MOST_PARTS = 2000
LASTS = timedelta(hours=24)
"""How long a file waits for its next part, and to be sent."""
HELD = timedelta(seconds=60)
"""How long a file is kept for the message that it was set aside for: longer than posting takes."""


class Upload(msgspec.Struct, frozen=True, kw_only=True):
    """A file of mine that is coming, or has come."""

    id: str
    size: int
    received: int
    state: str
    expires_at: datetime


async def begin(
    store: Store, storage: FileStorage, settings: Settings, me_id: str, conversation_id: str,
    *, size: int, name: str, claimed: str = "", voice: bool = False,
) -> Upload:  # fmt: skip
    """Announce a file of `size` bytes to be sent in a conversation. `claimed`: the media type it says it has.
    `voice`: it is a recording, to be played in the conversation.

    Raises:
        NotFound, NotYours, RoleLacks, Blocked, InvalidInput, FileEmpty, FileTooLarge, FilesFull, StorageFull.
        TooMany: as many are begun as one person may have.
    """
    async with store.writing() as connection:
        access = await conversation_access(connection, me_id, conversation_id)
        must_not_block(access)
        name, claimed = file_name(name), validation.storable(claimed, "filetype")[:200]
        if size < 1:
            raise FileEmpty("This file is empty.")
        storage.must_have_room(2 * size)
        await must_fit(connection, settings, access, size)
        now, file_id = datetime.now(UTC), new_id()
        row: dict[str, Any] = {"id": file_id, "conversation_id": access.id, "owner_id": me_id}
        row |= {"organisation_id": access.organisation_id, "state": "coming", "name": name}
        row |= {"claimed": claimed, "media_type": "", "size": size, "received": 0, "voice": voice}
        row |= {"created_at": now, "touched_at": now}
        await connection.execute(insert(files).values(row))
    return Upload(id=file_id, size=size, received=0, state="coming", expires_at=now + LASTS)


async def upload_of(store: Store, me_id: str, file_id: str) -> Upload:
    """How far a file of mine has come.

    Raises:
        NotFound, NotYours.
        FileTypeRefused …: it has come, and was refused.
    """
    async with store.reading() as connection:
        found = (await connection.execute(select(files).where(files.c.id == file_id))).one_or_none()
    if found is None or found.state == "gone" or not is_id(file_id):
        raise NotFound("There is no such file.")
    if found.owner_id != me_id:
        raise NotYours("Somebody else brings this file.")
    if found.state == "refused":
        raise FINAL[found.problem]("This file was refused.")
    expires_at = found.touched_at + LASTS
    return Upload(
        id=found.id, size=found.size, received=found.received, state=found.state, expires_at=expires_at
    )


async def append(
    store: Store, storage: FileStorage, me_id: str, file_id: str, offset: int, chunks: AsyncIterator[bytes]
) -> Upload:
    """Keep the next bytes. What has come when `chunks` breaks off is kept, too; its error is raised.

    Raises:
        NotFound, NotYours, StorageFull, Unavailable.
        OffsetDiffers: the last part ended elsewhere, or another request has brought this one.
        FileTooLarge: more comes than was announced.
    """
    known = await upload_of(store, me_id, file_id)
    if offset != known.received:
        raise OffsetDiffers(f"So far {known.received} bytes have come.", offset=known.received)
    held, received = bytearray(), known.received
    try:
        async for chunk in chunks:
            if received + len(held) + len(chunk) > known.size:
                raise FileTooLarge("This is more than was announced.", limit=known.size)
            held += chunk
            if len(held) >= PART:
                full, held = held, bytearray()
                received = await _keep(store, storage, file_id, received, bytes(full))
    finally:
        if held:
            received = await _keep(store, storage, file_id, received, bytes(held))
    return msgspec.structs.replace(known, received=received, expires_at=datetime.now(UTC) + LASTS)


async def _keep(store: Store, storage: FileStorage, file_id: str, start: int, body: bytes) -> int:
    """One part: first its bytes, then the row that says so. Gives where the next one begins."""
    key, end = f"{parts_prefix(file_id)}{start:015d}-{secrets.token_hex(6)}", start + len(body)
    await storage.put(key, body)
    moved = update(files).where(files.c.id == file_id, files.c.state == "coming", files.c.received == start)
    row = {"file_id": file_id, "start": start, "size": len(body), "key": key}
    try:
        async with store.writing(relaxed=True) as connection:
            count = select(func.count()).where(file_parts.c.file_id == file_id)
            if (await connection.scalar(count) or 0) >= MOST_PARTS:
                raise TooMany("This file came in too many parts; begin anew.", limit=MOST_PARTS)
            values = {"received": end, "touched_at": datetime.now(UTC)}
            if (await connection.execute(moved.values(values))).rowcount != 1:
                raise OffsetDiffers("Another request has brought this part.")
            await connection.execute(insert(file_parts).values(row))
    except (OffsetDiffers, TooMany, IntegrityError):
        await storage.remove(key)
        raise
    return end


async def drop(store: Store, me_id: str, file_id: str) -> None:
    """Take away a file of mine that was not sent; its bytes go soon.

    Raises:
        NotFound, NotYours.
        FileUsed: it was sent, or is about to be: its message is to be taken back.
    """
    known = await upload_of(store, me_id, file_id)
    left = and_(files.c.touched_at < datetime.now(UTC) - HELD, ~SENT)
    unsent = update(files).where(files.c.id == known.id, or_(files.c.client_id.is_(None), left))
    async with store.writing() as connection:
        if (await connection.execute(unsent.values(state="gone", name=""))).rowcount != 1:
            raise FileUsed("This file was sent. Take back its message.")
