"""Files go with what they were sent with: marked in the same transaction, their bytes soon after.

Whoever removes messages calls `release`; a walk over all files finds what went some other way: with a
conversation, with the demo, or was never sent.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, and_, delete, exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from service.files.queries import SENT, SENT_WITH
from service.files.storage import FileStorage, content_key, parts_prefix
from service.files.uploads import HELD, LASTS
from service.store import Store
from service.store.tables import conversations, file_parts, files, messages

AT_ONCE = 100
"""Files whose bytes go in one run."""
PAGE = 1000
"""Files that one run looks at."""

_GONE = {"state": "gone", "name": "", "claimed": "", "blurhash": None}
"""What is left until the bytes are gone, too: nothing that says what it was."""
_REMOVED = exists(select(messages.c.id).where(SENT_WITH, messages.c.kind == "removed"))
_TALKED = exists(select(conversations.c.id).where(conversations.c.id == files.c.conversation_id))


async def release(connection: AsyncConnection, conversation_id: str) -> None:
    """Files of messages of this conversation that were removed are nobody's any more."""
    here = (files.c.conversation_id == conversation_id, files.c.state != "gone", _REMOVED)
    await connection.execute(update(files).where(*here).values(_GONE))


async def release_all(connection: AsyncConnection, conversation_id: str) -> None:
    """All files of a conversation that is deleted."""
    await connection.execute(update(files).where(files.c.conversation_id == conversation_id).values(_GONE))


async def release_unsent(connection: AsyncConnection, owner_id: str) -> None:
    """Files that somebody who is deleted has brought and not sent."""
    unsent = (files.c.owner_id == owner_id, or_(files.c.client_id.is_(None), ~SENT))
    await connection.execute(update(files).where(*unsent).values(_GONE))


async def release_these(connection: AsyncConnection, ids: Sequence[str]) -> None:
    """Files that are not wanted, unless a message has them, or is about to."""
    left = and_(files.c.touched_at < datetime.now(UTC) - HELD, ~SENT)
    unsent = (files.c.id.in_(ids), or_(files.c.client_id.is_(None), left))
    await connection.execute(update(files).where(*unsent).values(_GONE))


async def release_shown(connection: AsyncConnection, file_id: str) -> None:
    """A file that its message shows no more."""
    await connection.execute(update(files).where(files.c.id == file_id).values(_GONE))


class Sweeper:
    """Takes away bytes of files that are gone, and finds those that nobody will send any more."""

    def __init__(self, store: Store, storage: FileStorage) -> None:
        self._store, self._storage, self._after = store, storage, ""

    async def sweep(self) -> int:
        """One run, bounded. Gives how many files are gone with it."""
        await self._find(datetime.now(UTC))
        query = select(files.c.id).where(files.c.state == "gone").order_by(files.c.id).limit(AT_ONCE)
        async with self._store.reading() as connection:
            ids = list((await connection.execute(query)).scalars())
        for file_id in ids:
            await self._storage.remove_all(content_key(file_id, ""))
            await self._storage.remove_all(parts_prefix(file_id))
        await self._forget(ids)
        return len(ids)

    async def _find(self, now: datetime) -> None:
        """The next page of all files, from the beginning again at the end."""
        page = select(files.c.id).where(files.c.id > self._after).order_by(files.c.id).limit(PAGE)
        async with self._store.writing(relaxed=True) as connection:
            ids = list((await connection.execute(page)).scalars())
            self._after = ids[-1] if len(ids) == PAGE else ""
            left = (files.c.id.in_(ids), files.c.state != "gone", _left(now))
            await connection.execute(update(files).where(*left).values(_GONE))

    async def _forget(self, ids: Sequence[str]) -> None:
        async with self._store.writing(relaxed=True) as connection:
            await connection.execute(delete(file_parts).where(file_parts.c.file_id.in_(ids)))
            await connection.execute(delete(files).where(files.c.id.in_(ids)))


def _left(now: datetime) -> ColumnElement[bool]:
    """Not sent within its time, its message removed, or without a conversation."""
    waited = and_(files.c.touched_at < now - LASTS, ~SENT)
    return or_(waited, _REMOVED, ~_TALKED)
