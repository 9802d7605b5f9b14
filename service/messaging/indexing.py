"""Keeping the index of words: whatever changes a message marks it as not `in_search`, and this takes it up.

New, edited and newly translated messages alike, and all that there were before there was an index; few at a
time, computed outside any transaction, so that nobody who writes waits for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial

import msgspec
from sqlalchemy import bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from service.messaging import search_entries, views
from service.messaging.sides import MEMBER
from service.messaging.stored import FOUND
from service.models import Enrichment
from service.store import Store
from service.store.tables import UNINDEXED, enrichments, messages, participants
from service.store.typed import fetch
from service.text.words import words_of
from wire.contracts.contents import alt_of, content_of, link_words
from wire.contracts.events import ALT, LINK

AT_ONCE = 100
"""Messages that are read together."""

WORDS = 1000
"""Words in one transaction, unless one message has more: others who write wait for so many at most."""

CLEANS_AFTER = 600.0
"""Seconds that deleted words may stay in SQLite's index, where nobody finds them. Letting go of any writes
all of it anew: deletions within this time share one such pass."""


_SHOWS = {ALT: ("text",), LINK: ("title", "description")}
"""Tasks that translate what a message shows besides its text, and where the words are in `detail`."""


class Waiting(msgspec.Struct, frozen=True):
    """A message that is not in the index as it is now."""

    id: str
    rev: int
    conversation_id: str
    side: int
    withheld: bool
    text: str
    kind: str
    content: str | None
    body: str
    annotations: str | None


class _Entry(msgspec.Struct, frozen=True):
    """What is to be found of a message as it was at `rev`. `body`: empty where nothing is."""

    message_id: str
    rev: int
    body: str


_WAITING = (
    select(
        messages.c.id,
        messages.c.rev,
        messages.c.conversation_id,
        messages.c.side,
        messages.c.withheld,
        messages.c.text,
        messages.c.kind,
        messages.c.content,
        enrichments.c.body,
        FOUND,
    )
    .join(enrichments, enrichments.c.message_id == messages.c.id)
    .where(UNINDEXED)
    .order_by(messages.c.id)
    .limit(bindparam("most"))
)


_SAME = (
    update(messages)
    .where(messages.c.id == bindparam("key"), messages.c.rev == bindparam("was"))
    .values(in_search=True)
)


async def index_some(store: Store) -> int:
    """Take up the oldest that wait, `AT_ONCE` of them at most. How many they were.

    One that changes meanwhile stays marked, and comes again.
    """
    waiting, sides = await store.look(_look)
    for entries in _parts(_entry(one, sides.get(one.conversation_id, {})) for one in waiting):
        await store.transact(partial(_put, entries), relaxed=True)
    return len(waiting)


async def _look(connection: AsyncConnection) -> tuple[list[Waiting], dict[str, dict[int, str]]]:
    """What waits, and the sides of its conversations."""
    waiting = await fetch(connection, Waiting, _WAITING, most=AT_ONCE)
    return waiting, await _sides(connection, {one.conversation_id for one in waiting}) if waiting else {}


def _parts(entries: Iterable[_Entry]) -> Iterator[list[_Entry]]:
    """What is written in one transaction each."""
    part, words = list[_Entry](), 0
    for one in entries:
        many = one.body.count(" ") + 1
        if part and words + many > WORDS:
            yield part
            part, words = [], 0
        part, words = [*part, one], words + many
    if part:
        yield part


async def _put(entries: Sequence[_Entry], connection: AsyncConnection) -> None:
    done = await _mark(connection, entries)
    bodies = {one.message_id: one.body for one in entries if one.body and one.message_id in done}
    await search_entries.put(connection, bodies)


async def clean(store: Store, *, after: float = CLEANS_AFTER) -> bool:
    """One step of letting go of words deleted `after` seconds ago or longer, and of all since; whether more
    is to be done."""
    before = datetime.now(UTC) - timedelta(seconds=after)
    if not await store.look(partial(search_entries.deleted, before=before)):
        return False
    async with store.writing(relaxed=True) as connection:
        return await search_entries.fold_away(connection)


def _entry(one: Waiting, sides: dict[int, str]) -> _Entry:
    """`sides`: party by side. What is kept from the other side is found by its own alone."""
    texts = [text for text in _texts(one) if text]
    if not texts:
        return _Entry(one.id, one.rev, "")
    words = dict.fromkeys(word for each in texts for word in words_of(each))
    names = [party for side, party in sides.items() if side == one.side or not one.withheld]
    body = search_entries.body_of([*names, one.conversation_id], words)
    return _Entry(one.id, one.rev, body)


def _texts(one: Waiting) -> Iterator[str | None]:
    """What it says, and what its file or link shows, in all languages that there are of it."""
    content = content_of(one.kind, one.content)
    alt, link = alt_of(content), link_words(content)
    if one.text:
        known = views.enrichment_of(one.body)
        yield from (one.text, *(each.text for each in known.translations.values()))
    if alt or link:
        yield from (alt, *link)
        for each in views.annotated(Enrichment(), one.annotations).annotations:
            if each.task in _SHOWS:
                yield from (each.detail.get(part) for part in _SHOWS[each.task])


async def _sides(connection: AsyncConnection, conversation_ids: set[str]) -> dict[str, dict[int, str]]:
    """The party of each side, by conversation."""
    query = select(participants.c.conversation_id, participants.c.side, participants.c.party_id).where(
        participants.c.conversation_id.in_(sorted(conversation_ids)), participants.c.kind != MEMBER
    )
    found: dict[str, dict[int, str]] = {}
    for row in await connection.execute(query):
        found.setdefault(row.conversation_id, {})[row.side] = row.party_id
    return found


async def _mark(connection: AsyncConnection, entries: Sequence[_Entry]) -> set[str]:
    """Those that are still as they were read, marked as indexed."""
    await connection.execute(_SAME, [{"key": one.message_id, "was": one.rev} for one in entries])
    ids = [one.message_id for one in entries]
    marked = select(messages.c.id).where(messages.c.id.in_(ids), messages.c.in_search)
    return set((await connection.execute(marked)).scalars())
