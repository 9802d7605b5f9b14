"""Changing and taking back a message: each gives it the next `rev`, and what was made of it before goes.

What it said before an edit is kept for those who read it (`history`); of one taken back nothing is.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, Literal

import msgspec
from msgspec import UNSET, UnsetType
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from service.enrichment import changes, sentiment
from service.enrichment.enrich_request import queue_again
from service.errors import EditedMeanwhile, EditOver, InvalidInput, NotFound, NotYours, TooMany
from service.files.forgetting import release
from service.knowledge.own_answers import LONGEST_QUESTION
from service.messaging import activity, history, rules, search_entries, taken_back, vectors
from service.messaging.access import message_of, must_not_block
from service.messaging.changed import announce_change
from service.messaging.erasure import GONE
from service.messaging.naming import named_anew
from service.messaging.rules import ConversationAccess
from service.messaging.showing import forget_shown, showing
from service.messaging.stored import StoredMessage
from service.models import Enrichment, Message
from service.store import Store
from service.store.tables import corrections, findings, message_changes, messages, own_answers
from service.text import validation
from wire.broker.streams import MESSAGES
from wire.contracts.contents import REMOVED, AnyContent, NoteContent, card_of, content_of, stored
from wire.contracts.settings import Settings

MOST_EDITS = 50
"""Times that one message may be edited: each is kept, and translated."""


async def edit_message(
    store: Store,
    settings: Settings,
    me_id: str,
    message_id: str,
    *,
    text: str,
    edited_at: datetime | UnsetType | None = UNSET,
    link: bool | str = True,
) -> Message:
    """Another text for a message of mine: it is understood anew. The same text changes nothing.

    `edited_at` is that of the message which the edit began from, where its author wants to know of others.
    The link that it shows goes where it stands in the text no more, and where `link` is false: that has no
    time limit, like taking back. `link` as the id of a preview that I had made shows that one. What is edited
    while the other side blocks its author is kept from that side from then on.

    Raises:
        NotFound, Blocked, PersonGone, TextEmpty, TextTooLong, InvalidInput, Unavailable.
        NotYours: somebody else wrote it.
        EditOver, TooMany: it was posted too long ago, or edited too often.
        EditedMeanwhile: it was edited after `edited_at`.
    """
    text = validation.message_text(text, settings.max_text)
    async with store.writing() as connection:
        row, access = await _mine(connection, me_id, message_id)
        before = content_of(row.kind, row.content)
        if before.has_text == "none":
            raise InvalidInput(f"A message of kind {row.kind} has no text.", field="text")
        rules.audience(access)
        content = await showing(connection, row, text, link)
        named: tuple[str, ...] = ()
        if text != row.text or content != before:
            now = datetime.now(UTC)
            if text != row.text or card_of(content) is not None:
                await _must_be_editable(connection, settings, row, now, edited_at)
            if text != row.text:
                content, named = await _naming(connection, access, row, text, content, now)
            await _edit(connection, store, access, row, text, content, now)
        return await announce_change(connection, row.id, me_id, named=named)


async def remove_message(store: Store, me_id: str, message_id: str) -> Message:
    """Take back a message of mine: its place stays, with nothing in it. Again changes nothing.

    Raises:
        NotFound, Unavailable.
        NotYours: somebody else wrote it.
    """
    async with store.writing() as connection:
        row, access = await _mine(connection, me_id, message_id, also_removed=True)
        if row.kind != REMOVED.kind:
            now = datetime.now(UTC)
            done = Enrichment(status="done")
            await _change(connection, access, row, done, now, change="removed", **GONE)
            await history.forget(connection, [row.id])
            await release(connection, access.id)
            await search_entries.forget(connection, [row.id])
            await taken_back.note(connection, row.id, now)
            await sentiment.refresh(connection, [(access.id, access.side)], store.partitions)
            await activity.of(connection, store.partitions, access, "message_removed", row.id, now)
        return await announce_change(connection, row.id, me_id)


async def _mine(
    connection: AsyncConnection, me_id: str, message_id: str, *, also_removed: bool = False
) -> tuple[StoredMessage, ConversationAccess]:
    row, access = await message_of(connection, me_id, message_id, lock=True)
    if row.author_id != me_id:
        raise NotYours("Somebody else wrote this message.")
    if row.kind == REMOVED.kind and not also_removed:
        raise NotFound("This message was taken back.")
    if not also_removed:
        must_not_block(access)
    return row, access


async def _must_be_editable(
    connection: AsyncConnection,
    settings: Settings,
    row: StoredMessage,
    now: datetime,
    edited_at: datetime | UnsetType | None,
) -> None:
    if edited_at is not UNSET and edited_at != row.edited_at:
        raise EditedMeanwhile("This message was edited elsewhere meanwhile. Look at it, then edit it again.")
    minutes = settings.edit_minutes
    if minutes and now - row.posted_at > timedelta(minutes=minutes):
        raise EditOver(f"A message can be edited for {minutes} minutes.", limit=minutes)
    this = select(func.count()).where(message_changes.c.message_id == row.id)
    if (await connection.scalar(this) or 0) >= MOST_EDITS:
        raise TooMany(f"A message can be edited {MOST_EDITS} times.", limit=MOST_EDITS)


async def _naming(
    connection: AsyncConnection,
    access: ConversationAccess,
    row: StoredMessage,
    text: str,
    content: AnyContent,
    now: datetime,
) -> tuple[AnyContent, tuple[str, ...]]:
    """The content with whom its text names from now on, where it is a note, and who of them is new."""
    if not isinstance(content, NoteContent):
        return content, ()
    named, new = await named_anew(connection, access, row.id, text, now)
    return msgspec.structs.replace(content, mentions=named), new


async def _edit(
    connection: AsyncConnection,
    store: Store,
    access: ConversationAccess,
    row: StoredMessage,
    text: str,
    content: AnyContent,
    now: datetime,
) -> None:
    understood = content.one_sided
    known = Enrichment(status="done" if understood else "pending")
    kept = row.withheld or access.relation.blocked_since is not None
    values: dict[str, Any] = {"text": text, "edited_at": now, "withheld": kept, "content": stored(content)}
    shown: Literal["link_shown", "link_hidden"] = "link_hidden" if card_of(content) is None else "link_shown"
    if text == row.text:
        await _change(connection, access, row, known, now, change=shown, **values)
    else:
        await _change(connection, access, row, known, now, was=row.text, **values)
        await activity.of(connection, store.partitions, access, "message_edited", row.id, now)
    if card_of(content) != card_of(content_of(row.kind, row.content)):
        await forget_shown(connection, row, content)
        await activity.of(connection, store.partitions, access, shown, row.id, now)
    await sentiment.refresh(connection, [(access.id, access.side)], store.partitions)
    if not understood:
        await queue_again(
            connection, store.partitions, [row.id], now, attempts=0, account=access.me_id, name=MESSAGES
        )


async def _change(
    connection: AsyncConnection,
    access: ConversationAccess,
    row: StoredMessage,
    known: Enrichment,
    at: datetime,
    *,
    change: str = "edited",
    was: str | None = None,
    **values: Any,
) -> None:
    """Write it, and forget what was learned of what it said before."""
    await connection.execute(update(messages).where(messages.c.id == row.id).values(values))
    made = changes.Change(message_id=row.id, conversation_id=access.id, enrichment=known, at=at)
    rev = (await changes.write(connection, [made], {access.id: access.rev}))[row.id]
    kept = {"message_id": row.id, "rev": rev, "change": change, "by_id": access.me_id, "at": at, "was": was}
    await connection.execute(insert(message_changes).values(kept))
    await connection.execute(delete(findings).where(findings.c.message_id == row.id))
    await vectors.forget(connection, [row.id])
    await connection.execute(delete(corrections).where(corrections.c.message_id == row.id))
    await connection.execute(delete(own_answers).where(own_answers.c.last_message_id == row.id))
    here = select(messages.c.id).where(messages.c.conversation_id == access.id)
    asked = update(own_answers).where(
        own_answers.c.last_message_id.in_(here), own_answers.c.answered == row.text[:LONGEST_QUESTION]
    )
    await connection.execute(asked.values(answered=""))
