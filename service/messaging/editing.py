"""Changing and taking back a message: each gives it the next `rev`, and nothing stays of what it was."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from service.enrichment import changes
from service.enrichment.announce import seen_of
from service.enrichment.apply import applied, both_sides
from service.enrichment.enrich_request import queue_again
from service.errors import InvalidInput, NotFound, NotYours
from service.events import MessageChanged
from service.knowledge.own_answers import LONGEST_QUESTION
from service.messaging import views
from service.messaging.access import ConversationAccess, message_of, must_not_block
from service.messaging.readers import audience_of
from service.messaging.stored import StoredMessage
from service.models import Enrichment, Message
from service.store import Store
from service.store.tables import corrections, findings, message_changes, messages, own_answers
from service.store.unit_of_work import record
from service.text import validation
from wire.broker.streams import MESSAGES
from wire.contracts.contents import REMOVED, content_of
from wire.contracts.settings import Settings


async def edit_message(
    store: Store, settings: Settings, me_id: str, message_id: str, *, text: str
) -> Message:
    """Another text for a message of mine: it is understood anew. The same text changes nothing.

    Raises:
        NotFound, Blocked, PersonGone, TextEmpty, TextTooLong, InvalidInput, Unavailable.
        NotYours: somebody else wrote it.
    """
    text = validation.message_text(text, settings.max_text)
    async with store.writing() as connection:
        row, talk = await _mine(connection, me_id, message_id)
        if content_of(row.kind, row.content).has_text == "none":
            raise InvalidInput(f"A message of kind {row.kind} has no text.", field="text")
        await audience_of(connection, talk)
        now = datetime.now(UTC)
        if text != row.text:
            understood = content_of(row.kind, row.content).one_sided
            known = Enrichment(status="done" if understood else "pending")
            await _change(connection, talk, row, known, now, text=text, edited_at=now)
            if not understood:
                await queue_again(
                    connection, store.partitions, [row.id], now, attempts=0, account=me_id, name=MESSAGES
                )
        return await _told(connection, talk, row)


async def remove_message(store: Store, me_id: str, message_id: str) -> Message:
    """Take back a message of mine: its place stays, with nothing in it. Again changes nothing.

    Raises:
        NotFound, Unavailable.
        NotYours: somebody else wrote it.
    """
    async with store.writing(shred=True) as connection:
        row, talk = await _mine(connection, me_id, message_id, also_removed=True)
        if row.kind != REMOVED.kind:
            gone = {"text": "", "content": None, "kind": REMOVED.kind, "command": None}
            known = Enrichment(status="done")
            await _change(connection, talk, row, known, datetime.now(UTC), change="removed", **gone)
        return await _told(connection, talk, row)


async def _mine(
    connection: AsyncConnection, me_id: str, message_id: str, *, also_removed: bool = False
) -> tuple[StoredMessage, ConversationAccess]:
    row, talk = await message_of(connection, me_id, message_id, lock=True)
    if row.author_id != me_id:
        raise NotYours("Somebody else wrote this message.")
    if row.kind == REMOVED.kind and not also_removed:
        raise NotFound("This message was taken back.")
    if not also_removed:
        must_not_block(talk)
    return row, talk


async def _change(
    connection: AsyncConnection,
    talk: ConversationAccess,
    row: StoredMessage,
    known: Enrichment,
    at: datetime,
    *,
    change: str = "edited",
    **values: Any,
) -> None:
    """Write it, and forget what was learned of what it said before."""
    await connection.execute(update(messages).where(messages.c.id == row.id).values(values))
    made = changes.Change(message_id=row.id, conversation_id=talk.id, enrichment=known, at=at)
    rev = (await changes.write(connection, [made], {talk.id: talk.rev}))[row.id]
    kept = {"message_id": row.id, "rev": rev, "change": change, "by_id": talk.me_id, "at": at}
    await connection.execute(insert(message_changes).values(kept))
    await connection.execute(delete(findings).where(findings.c.message_id == row.id))
    await connection.execute(delete(corrections).where(corrections.c.message_id == row.id))
    await connection.execute(delete(own_answers).where(own_answers.c.last_message_id == row.id))
    here = select(messages.c.id).where(messages.c.conversation_id == talk.id)
    asked = update(own_answers).where(
        own_answers.c.last_message_id.in_(here), own_answers.c.answered == row.text[:LONGEST_QUESTION]
    )
    await connection.execute(asked.values(answered=""))


async def _told(connection: AsyncConnection, talk: ConversationAccess, row: StoredMessage) -> Message:
    """As I see it now; both sides are told, but for who gets nothing of it."""
    [now] = await both_sides(connection, [row.id], erased=True)
    one = applied(now, views.enrichment_of(now.body), None)
    record(connection, MessageChanged(conversation_id=talk.id, seen=await seen_of(connection, one)))
    return one.author_view
