"""Texts that have been kept long enough are erased, with all that was made of them; their rows stay."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Select, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from service.enrichment import changes
from service.files.forgetting import release
from service.messaging.erasure import ERASED, GONE, LEFT, tell
from service.store import Store
from service.store.ops_tables import ratings
from service.store.tables import conversations, corrections, messages, organisations, own_answers

AT_ONCE, PAGE = 20, 500
"""Conversations in one run, each with so many messages in one transaction."""


async def erase_old(store: Store, now: datetime, days: int) -> int:
    """Erase what the installation keeps no longer than `days` (0: it keeps all), and what organisations do.

    How many texts it was. What is left comes with the next run.
    """
    erased = await erase_before(store, now - timedelta(days=days)) if days else 0
    query = select(organisations.c.retention_days).where(organisations.c.retention_days.is_not(None))
    async with store.reading() as connection:
        times = (await connection.execute(query.distinct())).scalars().all()
    for kept in times:
        whose = select(organisations.c.id).where(organisations.c.retention_days == kept)
        erased += await erase_before(store, now - timedelta(days=kept or 0), whose)
    return erased


async def erase_before(
    store: Store, before: datetime, organisation_ids: Select[tuple[str]] | None = None
) -> int:
    """Erase texts posted before a time, or only those of some organisations; how many they were."""
    old = select(messages.c.conversation_id).where(messages.c.posted_at < before, LEFT)
    if organisation_ids is not None:
        here = old.join(conversations, conversations.c.id == messages.c.conversation_id)
        old = here.where(conversations.c.organisation_id.in_(organisation_ids))
    async with store.reading() as connection:
        found = (await connection.execute(old.distinct().limit(AT_ONCE))).scalars().all()
    comments = await _erase_comments(store, before, organisation_ids)
    return comments + sum([await _erase_in(store, one, before) for one in found])


async def _erase_in(store: Store, conversation_id: str, before: datetime) -> int:
    """The oldest page of one conversation. Each message gets the next `rev`: clients see it as any change."""
    async with store.writing() as connection:
        revs = await changes.lock(connection, [conversation_id])
        ids = await _oldest(connection, conversation_id, before)
        if not revs or not ids:
            return 0
        await connection.execute(delete(corrections).where(corrections.c.message_id.in_(ids)))
        answers = update(own_answers).where(own_answers.c.last_message_id.in_(ids))
        await connection.execute(answers.values(answered=ERASED))
        await changes.clear(connection, ids)
        await _blank(connection, conversation_id, ids, revs[conversation_id])
        await release(connection, conversation_id)
        await tell(connection, conversation_id)
    return len(ids)


async def _erase_comments(
    store: Store, before: datetime, organisation_ids: Select[tuple[str]] | None = None
) -> int:
    """What visitors wrote with their ratings before a time; how they rated stays."""
    old = update(ratings).where(ratings.c.changed_at < before, ratings.c.comment.is_not(None))
    if organisation_ids is not None:
        old = old.where(ratings.c.organisation_id.in_(organisation_ids))
    async with store.writing() as connection:
        return (await connection.execute(old.values(comment=None))).rowcount


async def _oldest(connection: AsyncConnection, conversation_id: str, before: datetime) -> list[str]:
    query = (
        select(messages.c.id)
        .where(
            messages.c.conversation_id == conversation_id,
            messages.c.posted_at < before,
            LEFT,
        )
        .order_by(messages.c.seq)
        .limit(PAGE)
    )
    return list((await connection.execute(query)).scalars())


async def _blank(connection: AsyncConnection, conversation_id: str, ids: list[str], rev: int) -> None:
    order = func.row_number().over(order_by=messages.c.seq)
    numbered = select(messages.c.id, order.label("number")).where(messages.c.id.in_(ids)).subquery()
    erased = update(messages).where(messages.c.id == numbered.c.id)
    await connection.execute(erased.values(GONE | {"rev": rev + numbered.c.number}))
    moved = update(conversations).where(conversations.c.id == conversation_id).values(rev=rev + len(ids))
    await connection.execute(moved)
