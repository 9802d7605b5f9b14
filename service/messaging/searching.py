"""Finding messages in one's conversations, by what was written or by what it was translated into."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import and_, literal_column, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from service.desk import audit
from service.errors import TextEmpty, TextTooLong, Unavailable
from service.identity import policy
from service.messaging import activity, search_entries, views
from service.messaging.access import conversation_access
from service.messaging.results import FoundMessages
from service.messaging.sides import EITHER, MEMBER, mine
from service.messaging.stored import StoredMessage, message_rows
from service.models import Message
from service.store import Store, outbox
from service.store.tables import conversations, messages, search_texts
from service.store.typed import fetch
from service.text import validation
from service.text.words import Sought, sought_in

log = logging.getLogger(__name__)

LONGEST = 200
"""Characters of a question."""

PUT_ASIDE = 200
"""Conversations put aside, the newest, that the index itself leaves out; others are read over."""

LOOKS = (4, 2_000)
"""Looks into the index until a page is full: each is so many times as far as the one before, up to so many
entries. What was kept from who asks since it was indexed is read over so, and what is put aside beyond
`PUT_ASIDE`; no page is empty, or too short, but the last.
"""

WANTED = and_(mine.c.blocked_at.is_(None), mine.c.stance != "ignored")
"""Conversations that are not put aside."""
_ASIDE = or_(mine.c.blocked_at.is_not(None), mine.c.stance == literal_column("'ignored'"))
"""The others, in the words of the index that has them alone."""


class _Found(StoredMessage, frozen=True, kw_only=True):
    number: int


async def search_messages(
    store: Store,
    me_id: str,
    text: str,
    *,
    conversation_id: str | None = None,
    organisation_id: str | None = None,
    before: int | None = None,
    limit: int = 20,
) -> FoundMessages:
    """Messages with all words of `text`, or words that begin so, the newest first.

    In all that I talk in and have not put aside, in one conversation, or in those of one organisation alone.
    `before`: the `next` of a page. Of an organisation's conversations it is noted that I read them.

    Raises:
        TextEmpty, TextTooLong: it names no word, or is too long.
        NotFound, NotYours, RoleLacks: of `conversation_id` and of `organisation_id`.
    """
    sought = _asked(text)
    async with store.reading() as connection:
        sides = await _sides(connection, me_id, organisation_id)
        if conversation_id is not None:
            await conversation_access(connection, me_id, conversation_id)
        start = validation.BIG if before is None else validation.position(before)
        within = await _within(connection, sides, conversation_id)
        found = await _page(connection, me_id, within, sought, start, limit)
        served = await _served(connection, found.messages) if sides != [me_id] else {}
    for one, whose in served.items():
        await audit.was_read(store, whose, me_id, "conversation_read", one)
    if before is None:
        await _count(store, me_id, len(found.messages))
    return found


async def _sides(connection: AsyncConnection, me_id: str, organisation_id: str | None) -> list[str]:
    """As whom I look: as myself and for whom I may converse; or for one organisation, if I may there."""
    if organisation_id is None:
        return [me_id, *await policy.where_may(connection, me_id, "converse")]
    await policy.must(connection, me_id, organisation_id, "converse")
    return [organisation_id]


async def _served(connection: AsyncConnection, shown: Sequence[Message]) -> dict[str, str]:
    """Of conversations in which something was found: whose they are, where they are an organisation's."""
    here = conversations.c.id.in_({one.conversation_id for one in shown})
    query = select(conversations.c.id, conversations.c.organisation_id).where(here)
    rows = await connection.execute(query.where(conversations.c.organisation_id.is_not(None)))
    return {row.id: row.organisation_id for row in rows}


def _asked(text: str) -> list[Sought]:
    if len(validation.storable(text, "text")) > LONGEST:
        raise TextTooLong(f"Search for at most {LONGEST} characters.", limit=LONGEST)
    sought = sought_in(text)
    if not sought:
        raise TextEmpty("Write a word to search for.")
    return sought


async def _within(
    connection: AsyncConnection, sides: Sequence[str], conversation_id: str | None
) -> search_entries.Within:
    """Where to look: in one conversation, or in all of these sides that are not put aside."""
    if conversation_id is not None:
        return search_entries.Within(sides=sides, conversation_id=conversation_id)
    aside = select(mine.c.conversation_id).where(mine.c.party_id.in_(sides), mine.c.kind != MEMBER, _ASIDE)
    query = aside.order_by(mine.c.conversation_id.desc()).limit(PUT_ASIDE)
    return search_entries.Within(sides=sides, without=(await connection.execute(query)).scalars().all())


async def _page(
    connection: AsyncConnection,
    me_id: str,
    within: search_entries.Within,
    sought: Sequence[Sought],
    before: int,
    limit: int,
) -> FoundMessages:
    """The messages before this number, `limit` of them unless there are not so many."""
    shown: list[Message] = []
    most = limit + 1
    while True:
        numbers = await search_entries.matching(connection, sought, within, before=before, most=most)
        for row in await _visible(connection, within, numbers):
            if len(shown) == limit:
                return FoundMessages(messages=tuple(shown), next=before)
            shown.append(views.message(row, me_id, suggestions=False))
            before = row.number
        if len(numbers) < most:
            return FoundMessages(messages=tuple(shown))
        before, most = numbers[-1], min(LOOKS[0] * most, LOOKS[1])


async def _visible(
    connection: AsyncConnection, within: search_entries.Within, numbers: Sequence[int]
) -> list[_Found]:
    """Of these entries the messages that I may read; those put aside only where they are asked for."""
    query = (
        message_rows()
        .add_columns(search_texts.c.id.label("number"))
        .join(search_texts, search_texts.c.message_id == messages.c.id)
        .join(mine, EITHER)
        .where(
            search_texts.c.id.in_(numbers),
            mine.c.party_id.in_(within.sides),
            or_(~messages.c.withheld, messages.c.side == mine.c.side),
            *((WANTED,) if within.conversation_id is None else ()),
        )
        .order_by(search_texts.c.id.desc())
    )
    return await fetch(connection, _Found, query) if numbers else []


async def _count(store: Store, me_id: str, count: int) -> None:
    """What analytics is told: that somebody searched, and how much was found; never for what.

    Where the store takes nothing, as with a full disk, it is not told: reading goes on.
    """
    told = activity.row(
        store.partitions, "messages_searched", at=datetime.now(UTC), person_id=me_id, count=count
    )
    try:
        async with store.writing(relaxed=True) as connection:
            await outbox.put(connection, [told])
    except Unavailable:
        log.info("a search could not be counted")
