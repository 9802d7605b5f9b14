"""What one person wrote in one conversation, erased; the other side's words stay."""

from __future__ import annotations

import msgspec
from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from service.enrichment import changes
from service.events import ConversationChanged
from service.files.forgetting import release, release_all
from service.messaging import views
from service.messaging.listing import one_of_mine
from service.messaging.readers import agents_of
from service.messaging.stored import StoredMessage, message_rows
from service.messaging.unmarking import unmark
from service.store.tables import (
    accounts,
    conversations,
    corrections,
    messages,
    own_answers,
    participants,
)
from service.store.typed import fetch
from service.store.unit_of_work import record
from wire.contracts.contents import REMOVED, AttachmentContent

ERASED = ""
"""Text of a message of which nothing is left; kinds without a text have the same."""

LEFT = messages.c.kind != REMOVED.kind
"""Messages of which something is left, whatever their kind."""

MAY_SAY = or_(messages.c.text != ERASED, messages.c.kind == AttachmentContent.__struct_config__.tag)
"""Messages that may have something to understand: a text, or what a file shows."""

GONE: dict[str, str | None] = {
    **dict.fromkeys(("content", "command", "reactions", "pinned")),
    "text": ERASED,
    "kind": REMOVED.kind,
}
"""Columns of a message of which nothing is left."""

_PAGE = 500


async def erase_conversation(connection: AsyncConnection, gone_id: str, conversation_id: str) -> None:
    """Erase one side's texts, all that was made of them, and what was prepared for it to say.

    Each message that looks different from now on gets the next `rev`. Where both sides are deleted nothing
    of the conversation stays.
    """
    revs = await changes.lock(connection, [conversation_id])
    if not revs:
        return
    if await _both_gone(connection, conversation_id):
        await release_all(connection, conversation_id)
        await connection.execute(delete(conversations).where(conversations.c.id == conversation_id))
        return
    await _forget_copies(connection, gone_id, conversation_id)
    rev = await _erase_texts(connection, gone_id, conversation_id, revs[conversation_id])
    rev = await unmark(connection, gone_id, conversation_id, rev)
    await release(connection, conversation_id)
    await _erase_prepared(connection, gone_id, conversation_id, rev)
    whose = or_(participants.c.account_id == gone_id, participants.c.contact_id == gone_id)
    side = (participants.c.conversation_id == conversation_id, whose)
    await connection.execute(update(participants).where(*side).values(sentiment_trend="", suggestions=False))
    await tell(connection, conversation_id, but=gone_id)


async def tell(connection: AsyncConnection, conversation_id: str, *, but: str = "") -> None:
    """Whoever has an account there sees that texts are gone, unless it never was on their screens."""
    query = select(participants.c.account_id).where(
        participants.c.conversation_id == conversation_id,
        participants.c.kind == "account",
        participants.c.account_id != but,
    )
    for person_id in (await connection.execute(query)).scalars().all():
        theirs = await one_of_mine(connection, person_id, conversation_id)
        if theirs.last_seq and theirs.state != "blocked":
            record(connection, ConversationChanged(conversation_id=conversation_id, person_ids=(person_id,)))
    whose = select(conversations.c.organisation_id).where(conversations.c.id == conversation_id)
    organisation_id = await connection.scalar(whose)
    agents = await agents_of(connection, [organisation_id] if organisation_id else [])
    for told in agents.values():
        record(connection, ConversationChanged(conversation_id=conversation_id, person_ids=told))


async def _both_gone(connection: AsyncConnection, conversation_id: str) -> bool:
    """An organisation is a side that stays."""
    whose = select(conversations.c.organisation_id).where(conversations.c.id == conversation_id)
    if await connection.scalar(whose) is not None:
        return False
    here = (
        select(func.count())
        .select_from(participants.join(accounts, accounts.c.id == participants.c.account_id))
        .where(participants.c.conversation_id == conversation_id, accounts.c.deleted_at.is_(None))
    )
    return not await connection.scalar(here)


async def _forget_copies(connection: AsyncConnection, gone_id: str, conversation_id: str) -> None:
    """Their texts where others' memories hold them: corrected translations, questions that were answered."""
    theirs = select(messages.c.id).where(
        messages.c.conversation_id == conversation_id, messages.c.author_id == gone_id
    )
    await connection.execute(delete(corrections).where(corrections.c.message_id.in_(theirs)))
    here = select(messages.c.id).where(messages.c.conversation_id == conversation_id)
    answers = update(own_answers).where(own_answers.c.last_message_id.in_(here))
    await connection.execute(answers.values(answered=ERASED))


async def _erase_texts(connection: AsyncConnection, gone_id: str, conversation_id: str, rev: int) -> int:
    """The conversation's new `rev`."""
    left = (
        messages.c.conversation_id == conversation_id,
        messages.c.author_id == gone_id,
        LEFT,
    )
    order = func.row_number().over(order_by=messages.c.seq)
    numbered = select(messages.c.id, order.label("number")).where(*left).subquery()
    await changes.clear(connection, select(messages.c.id).where(*left))
    erased = update(messages).where(messages.c.id == numbered.c.id)
    count = (await connection.execute(erased.values(GONE | {"rev": rev + numbered.c.number}))).rowcount
    moved = update(conversations).where(conversations.c.id == conversation_id).values(rev=rev + count)
    await connection.execute(moved)
    return rev + count


async def _erase_prepared(connection: AsyncConnection, gone_id: str, conversation_id: str, rev: int) -> None:
    """Suggestions in their words, and their corrections, in enrichments of the other side's messages."""
    query = (
        message_rows()
        .where(messages.c.conversation_id == conversation_id, messages.c.author_id != gone_id)
        .order_by(messages.c.seq)
        .limit(_PAGE)
    )
    last = 0
    while rows := await fetch(connection, StoredMessage, query.where(messages.c.seq > last)):
        last = rows[-1].seq
        changed = [one for row in rows if (one := _without(row, gone_id)) is not None]
        given = await changes.write(connection, changed, {conversation_id: rev})
        rev = max(given.values(), default=rev)


def _without(row: StoredMessage, gone_id: str) -> changes.Change | None:
    known = views.enrichment_of(row.body)
    corrected = {language for language, one in known.corrected.items() if one.by == gone_id}
    if not known.suggestions and not corrected:
        return None
    after = msgspec.structs.replace(
        known,
        suggestions=(),
        translations={it: one for it, one in known.translations.items() if it not in corrected},
        corrected={it: one for it, one in known.corrected.items() if it not in corrected},
    )
    return changes.Change(
        message_id=row.id, conversation_id=row.conversation_id, enrichment=after, at=row.updated_at
    )
