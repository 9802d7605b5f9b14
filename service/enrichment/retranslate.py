"""A reader has a new language: recent messages are translated into it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import and_, case, select
from sqlalchemy.ext.asyncio import AsyncConnection

from service.enrichment import changes
from service.enrichment.enrich_request import queue_again
from service.events import ConversationChanged
from service.identity.policy import where_may
from service.messaging import views
from service.messaging.erasure import MAY_SAY
from service.messaging.readers import agents_of, languages_of
from service.messaging.sides import both_of, mine, theirs
from service.messaging.stored import StoredMessage, message_rows
from service.store.tables import conversations, messages
from service.store.typed import fetch
from service.store.unit_of_work import record
from wire.contracts.contents import alt_of, content_of

CONVERSATIONS = 10
MESSAGES_EACH = 30
"""How far a new language reaches back: the most recent conversations, and the last messages to me in each."""


async def retranslate(
    connection: AsyncConnection, partitions: int, reader_id: str, language: str, now: datetime
) -> None:
    """Queue the recent messages to a reader that are not there in this language, and show them as pending.

    Not where the reader blocks: their authors would see the new language. What contacts wrote to an
    organisation whose agent the reader is comes as well, where it reads this language by now.
    """
    recent = [
        *await _recent(connection, reader_id),
        *await _recent_of_organisations(connection, reader_id, language),
    ]
    await _read(connection, partitions, reader_id, language, recent, now)


async def read_anew(
    connection: AsyncConnection, partitions: int, reader_id: str, language: str, conversation_id: str
) -> None:
    """The same for one conversation, whose other side learns of the language by this."""
    await _read(connection, partitions, reader_id, language, [conversation_id], datetime.now(UTC))


async def read_anew_by_contact(
    connection: AsyncConnection, partitions: int, contact_id: str, language: str, conversation_id: str
) -> None:
    """The same for a contact who visits, of what its organisation wrote to it."""
    now = datetime.now(UTC)
    await _read(connection, partitions, contact_id, language, [conversation_id], now, by_contact=True)


async def _read(
    connection: AsyncConnection,
    partitions: int,
    reader_id: str,
    language: str,
    conversation_ids: Sequence[str],
    now: datetime,
    *,
    by_contact: bool = False,
) -> None:
    revs = await changes.lock(connection, conversation_ids)
    rows = [
        row
        for row in await _last_to(connection, reader_id, list(revs), by_contact=by_contact)
        if language not in views.enrichment_of(row.body).translations
        and (row.text or alt_of(content_of(row.kind, row.content)))
    ]
    if not rows:
        return
    await changes.write(connection, [changes.pending_again(row) for row in rows], revs)
    await queue_again(connection, partitions, [row.id for row in rows], now, attempts=0, account=reader_id)
    await _tell(connection, reader_id, rows)


async def _tell(connection: AsyncConnection, reader_id: str, rows: Sequence[StoredMessage]) -> None:
    """The reader; of an organisation's conversation all its agents, who see the same messages as pending."""
    whose = {row.conversation_id: row.organisation_id for row in rows}
    agents = await agents_of(connection, {one for one in whose.values() if one is not None})
    for conversation_id, organisation_id in whose.items():
        told = (reader_id,) if organisation_id is None else agents.get(organisation_id, ())
        record(connection, ConversationChanged(conversation_id=conversation_id, person_ids=told))


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


async def _recent_of_organisations(
    connection: AsyncConnection, person_id: str, language: str
) -> Sequence[str]:
    """Of the organisations for which this account may write, and which read this language."""
    spoken = await languages_of(connection, await where_may(connection, person_id, "converse"))
    reading = [one for one, languages in spoken.items() if language in languages]
    query = (
        select(conversations.c.id)
        .where(conversations.c.organisation_id.in_(reading))
        .order_by(conversations.c.active_at.desc())
        .limit(CONVERSATIONS)
    )
    return (await connection.execute(query)).scalars().all() if reading else ()


async def _last_to(
    connection: AsyncConnection, reader_id: str, ids: Sequence[str], *, by_contact: bool
) -> list[StoredMessage]:
    """The last messages to a reader in each conversation, oldest first; to a contact those of agents."""
    of_agents = and_(messages.c.author_kind != "contact", ~messages.c.withheld)
    query = (
        message_rows()
        .join(conversations, conversations.c.id == messages.c.conversation_id)
        .where(
            conversations.c.id.in_(ids),
            messages.c.seq > conversations.c.last_seq - 2 * MESSAGES_EACH,
            case(
                (conversations.c.organisation_id.is_(None), messages.c.author_id != reader_id),
                else_=of_agents if by_contact else messages.c.author_kind == "contact",
            ),
            MAY_SAY,
        )
        .order_by(messages.c.conversation_id, messages.c.seq)
    )
    found: dict[str, list[StoredMessage]] = defaultdict(list)
    for row in await fetch(connection, StoredMessage, query):
        found[row.conversation_id].append(row)
    return [row for rows in found.values() for row in rows[-MESSAGES_EACH:]]
