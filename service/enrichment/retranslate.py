"""A reader has a new language: recent messages are translated into it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from service.enrichment import changes
from service.enrichment.enrich_request import queue_again
from service.events import ConversationChanged
from service.messaging import views
from service.messaging.erasure import ERASED
from service.messaging.sides import both_of, mine, theirs
from service.messaging.stored import StoredMessage, message_rows
from service.store.tables import conversations, messages
from service.store.typed import fetch
from service.store.unit_of_work import record

CONVERSATIONS = 10
MESSAGES_EACH = 30
"""How far a new language reaches back: the most recent conversations, and the last messages to me in each."""


async def retranslate(
    connection: AsyncConnection, partitions: int, reader_id: str, language: str, now: datetime
) -> None:
    """Queue the recent messages to a reader that are not there in this language, and show them as pending.

    Not where the reader blocks: their authors would see the new language.
    """
    recent = await _recent(connection, reader_id)
    await _read(connection, partitions, reader_id, language, recent, now)


async def read_anew(
    connection: AsyncConnection, partitions: int, reader_id: str, language: str, conversation_id: str
) -> None:
    """The same for one conversation, whose other side learns of the language by this."""
    await _read(connection, partitions, reader_id, language, [conversation_id], datetime.now(UTC))


async def _read(
    connection: AsyncConnection,
    partitions: int,
    reader_id: str,
    language: str,
    conversation_ids: Sequence[str],
    now: datetime,
) -> None:
    revs = await changes.lock(connection, conversation_ids)
    rows = [
        row
        for row in await _last_to(connection, reader_id, list(revs))
        if language not in views.enrichment_of(row.body).translations
    ]
    if not rows:
        return
    await changes.write(connection, [changes.pending_again(row) for row in rows], revs)
    await queue_again(connection, partitions, [row.id for row in rows], now, attempts=0, account=reader_id)
    for conversation_id in dict.fromkeys(row.conversation_id for row in rows):
        record(connection, ConversationChanged(conversation_id=conversation_id, person_ids=(reader_id,)))


async def _recent(connection: AsyncConnection, person_id: str) -> Sequence[str]:
    query = (
        select(conversations.c.id)
        .select_from(both_of(person_id))
        .join(conversations, conversations.c.id == mine.c.conversation_id)
        .where(mine.c.blocked_at.is_(None))
        .order_by(mine.c.stance != theirs.c.stance, conversations.c.active_at.desc())
        .limit(CONVERSATIONS)
    )
    return (await connection.execute(query)).scalars().all()


async def _last_to(connection: AsyncConnection, reader_id: str, ids: Sequence[str]) -> list[StoredMessage]:
    """The last messages to a reader in each conversation, oldest first."""
    query = (
        message_rows()
        .join(conversations, conversations.c.id == messages.c.conversation_id)
        .where(
            conversations.c.id.in_(ids),
            messages.c.seq > conversations.c.last_seq - 2 * MESSAGES_EACH,
            messages.c.author_id != reader_id,
            messages.c.text != ERASED,
        )
        .order_by(messages.c.conversation_id, messages.c.seq)
    )
    found: dict[str, list[StoredMessage]] = defaultdict(list)
    for row in await fetch(connection, StoredMessage, query):
        found[row.conversation_id].append(row)
    return [row for rows in found.values() for row in rows[-MESSAGES_EACH:]]
