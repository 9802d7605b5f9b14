"""Keeping the index of words: whatever changes a message marks it as not `in_search`, and this takes it up.

New, edited and newly translated messages alike, and all that there were before there was an index; few at a
time, computed outside any transaction, so that nobody who writes waits for it.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from sqlalchemy import bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from service.messaging import search_entries, views
from service.messaging.sides import MEMBER
from service.store import Store
from service.store.tables import UNINDEXED, enrichments, messages, participants
from service.store.typed import fetch
from service.text.words import words_of

AT_ONCE = 100
"""Messages in one transaction."""


class Waiting(msgspec.Struct, frozen=True):
    """A message that is not in the index as it is now."""

    id: str
    rev: int
    conversation_id: str
    text: str
    body: str


async def index_some(store: Store) -> int:
    """Take up the oldest that wait, `AT_ONCE` of them at most. How many they were.

    One that changes meanwhile stays marked, and comes again.
    """
    query = (
        select(messages.c.id, messages.c.rev, messages.c.conversation_id, messages.c.text, enrichments.c.body)
        .join(enrichments, enrichments.c.message_id == messages.c.id)
        .where(UNINDEXED)
        .order_by(messages.c.id)
        .limit(AT_ONCE)
    )
    async with store.reading() as connection:
        waiting = await fetch(connection, Waiting, query)
        sides = await _sides(connection, {one.conversation_id for one in waiting})
    entries = {one.id: _entry(one, sides.get(one.conversation_id, [])) for one in waiting if one.text}
    if waiting:
        async with store.writing(relaxed=True) as connection:
            done = await _mark(connection, waiting)
            await search_entries.put(connection, {id_: entries[id_] for id_ in done if id_ in entries})
    return len(waiting)


async def clean(store: Store) -> bool:
    """One step of letting go of deleted words; whether more is to be done."""
    async with store.reading() as connection:
        due = await search_entries.deleted(connection)
    if not due:
        return False
    async with store.writing(relaxed=True, shred=True) as connection:
        return await search_entries.fold_away(connection)


def _entry(one: Waiting, names: Sequence[str]) -> str:
    known = views.enrichment_of(one.body).translations.values()
    texts = [one.text, *(each.text for each in known if each.text)]
    words = dict.fromkeys(word for each in texts for word in words_of(each))
    return search_entries.body_of([*names, one.conversation_id], words)


async def _sides(connection: AsyncConnection, conversation_ids: set[str]) -> dict[str, list[str]]:
    query = select(participants.c.conversation_id, participants.c.party_id).where(
        participants.c.conversation_id.in_(sorted(conversation_ids)), participants.c.kind != MEMBER
    )
    found: dict[str, list[str]] = {}
    for row in await connection.execute(query):
        found.setdefault(row.conversation_id, []).append(row.party_id)
    return found


async def _mark(connection: AsyncConnection, waiting: Sequence[Waiting]) -> list[str]:
    """Those that are still as they were read, marked as indexed."""
    this = (messages.c.id == bindparam("key"), messages.c.rev == bindparam("was"))
    same = update(messages).where(*this).values(in_search=True)
    await connection.execute(same, [{"key": one.id, "was": one.rev} for one in waiting])
    ids = [one.id for one in waiting]
    marked = select(messages.c.id).where(messages.c.id.in_(ids), messages.c.in_search)
    return list((await connection.execute(marked)).scalars())
