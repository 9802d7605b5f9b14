"""Notes of my organisations that name me, and which of them I have read."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Select, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from service.desk.details import Mention, MentionPage, Unread
from service.errors import InvalidInput, NotFound
from service.identity import policy
from service.store import Store
from service.store.ops_tables import mentions
from service.store.paging import begins, page_of
from service.store.tables import messages
from service.store.typed import fetch, fetch_one
from wire.contracts.contents import NoteContent
from wire.contracts.ids import is_id

MOST = 100


async def list_mentions(
    store: Store, me_id: str, *, unread: bool = False, cursor: str | None = None, limit: int = 50
) -> MentionPage:
    """Newest first, of organisations for which I still answer; notes that were taken back are left out.

    Raises:
        InvalidInput: the cursor is none of ours.
    """
    after = begins(cursor, "cursor")
    async with store.reading() as connection:
        mine = await _mine(connection, me_id)
        query = mine.where(mentions.c.read_at.is_(None)) if unread else mine
        items, next_ = await page_of(
            connection, Mention, query, mentions.c.message_id, after=after, limit=limit, most=MOST
        )
        left = await _unread(connection, mine)
    return MentionPage(items=items, next=next_, unread=left)


async def mark_mention(store: Store, me_id: str, message_id: str, *, read: bool) -> Mention:
    """I have read a note that names me, or will look at it again. NotFound."""
    this = (mentions.c.account_id == me_id, mentions.c.message_id == message_id)
    async with store.writing() as connection:
        query = (await _mine(connection, me_id)).where(mentions.c.message_id == message_id)
        if not is_id(message_id) or await fetch_one(connection, Mention, query) is None:
            raise NotFound("There is no such mention.")
        changed = (
            update(mentions).where(*this, mentions.c.read_at.is_(None))
            if read
            else update(mentions).where(*this)
        )
        await connection.execute(changed.values(read_at=datetime.now(UTC) if read else None))
        [after] = await fetch(connection, Mention, query)
        return after


async def mark_until(store: Store, me_id: str, message_id: str) -> Unread:
    """I have read all that name me up to this note. InvalidInput: this is no id."""
    if not is_id(message_id):
        raise InvalidInput("This is no id of a message.", field="until")
    earlier = (
        mentions.c.account_id == me_id,
        mentions.c.message_id <= message_id,
        mentions.c.read_at.is_(None),
    )
    async with store.writing() as connection:
        await connection.execute(update(mentions).where(*earlier).values(read_at=datetime.now(UTC)))
        return Unread(unread=await _unread(connection, await _mine(connection, me_id)))


async def _mine(connection: AsyncConnection, me_id: str) -> Select[Any]:
    where = await policy.where_may(connection, me_id, "converse")
    return (
        select(
            mentions.c.message_id,
            mentions.c.conversation_id,
            mentions.c.organisation_id,
            messages.c.seq,
            messages.c.author_id.label("by"),
            mentions.c.created_at.label("at"),
            mentions.c.read_at,
            messages.c.text,
        )
        .join(messages, messages.c.id == mentions.c.message_id)
        .where(
            mentions.c.account_id == me_id,
            mentions.c.organisation_id.in_(where),
            messages.c.kind == NoteContent.__struct_config__.tag,
        )
        .order_by(mentions.c.message_id.desc())
    )


async def _unread(connection: AsyncConnection, mine: Select[Any]) -> int:
    left = mine.where(mentions.c.read_at.is_(None)).order_by(None).subquery()
    return int(await connection.scalar(select(func.count()).select_from(left)) or 0)
