"""After an outage: what somebody looks at goes first; what failed for want of an engine is tried again."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

import msgspec
from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from service.enrichment import changes
from service.enrichment.announce import announce
from service.enrichment.apply import applied, both_sides, conversations_of
from service.enrichment.enrich_request import events_of, queue_again
from service.messaging import views
from service.messaging.results import Applied
from service.messaging.sides import theirs, with_sides
from service.store import Store, outbox
from service.store.leases import AHEAD
from service.store.tables import enrichments, messages
from wire.broker.streams import HURRIED, partition_of, stream

PASSING = frozenset({"engine_error", "enrichment_failed"})
"""Problems that an engine has, not a text: they may be gone the next time."""

TRIES = 4
"""Times that a failed message is tried again by itself; then people may still ask."""

FIRST_WAIT = timedelta(minutes=1)
"""Before the first try; each further one waits four times as long, so the last comes after some two hours."""


async def looked_at(store: Store, before: datetime, known: Collection[str], limit: int) -> list[str]:
    """Ids of messages queued before a time, still pending, that their reader has on the screen already.

    The newest of each author first, then the second of each, and so on, without those that are `known`.
    """
    newest = (messages.c.queued_at.desc(), messages.c.seq.desc())
    place = func.row_number().over(partition_by=messages.c.author_id, order_by=newest)
    query = (
        with_sides(select(messages.c.id))
        .join(enrichments, enrichments.c.message_id == messages.c.id)
        .where(
            enrichments.c.status == "pending",
            messages.c.queued_at < before,
            theirs.c.read_seq >= messages.c.seq,
        )
        .order_by(place, *newest)
        .limit(limit + len(known))
    )
    async with store.reading() as connection:
        found = (await connection.execute(query)).scalars()
        return [one for one in found if one not in known][:limit]


async def prioritise(store: Store, ids: Collection[str]) -> None:
    """Ask for these a second time, before everything that waits. Nothing that people see changes.

    Whatever comes first is shown; the other result is the same and changes nothing.
    """
    async with store.writing(relaxed=True) as connection:
        events = await events_of(connection, list(ids))
        rows = [(stream(HURRIED, partition_of(one.conversation_id, store.partitions)), one) for one in events]
        await outbox.put(connection, rows)


async def failed_in_passing(store: Store, now: datetime, limit: int) -> list[str]:
    """Ids of messages that failed for a reason that may be gone, whose wait is over; the newest first."""
    query = (
        select(messages.c.id, messages.c.attempts, messages.c.queued_at, enrichments.c.body)
        .join(enrichments, enrichments.c.message_id == messages.c.id)
        .where(
            enrichments.c.status == "failed",
            enrichments.c.updated_at > now - timedelta(days=1),
            messages.c.attempts < TRIES,
            or_(messages.c.queued_at < now - FIRST_WAIT, messages.c.queued_at > now + AHEAD),
        )
        .order_by(messages.c.queued_at.desc())
        .limit(10 * limit)
    )
    async with store.reading() as connection:
        rows = (await connection.execute(query)).all()

    def waited(queued_at: datetime, attempts: int) -> bool:
        early = now - FIRST_WAIT * 4**attempts
        return queued_at < early or queued_at > now + AHEAD  # before the clock was set back

    due = [row.id for row in rows if waited(row.queued_at, row.attempts) and _passing(row.body)]
    return due[:limit]


async def try_again(store: Store, ids: Collection[str], now: datetime) -> list[Applied]:
    """Those of these that have still failed are pending and queued again. Gives what both sides see."""
    async with store.writing(relaxed=True) as connection:
        revs = await changes.lock(connection, await conversations_of(connection, ids))
        still = await _failed(connection, ids)
        rows = {row.id: row for row in await both_sides(connection, still)}
        again = [changes.pending_again(row) for row in rows.values()]
        given = await changes.write(connection, again, revs)
        if again:
            await queue_again(connection, store.partitions, [one.message_id for one in again], now)
        done = [applied(rows[one.message_id], one.enrichment, given[one.message_id]) for one in again]
        await announce(connection, done)
    return done


async def _failed(connection: AsyncConnection, ids: Collection[str]) -> list[str]:
    query = select(enrichments.c.message_id).where(
        enrichments.c.message_id.in_(ids), enrichments.c.status == "failed"
    )
    return list((await connection.execute(query)).scalars())


def _passing(body: str) -> bool:
    try:
        problem = views.enrichment_of(body).problem
    except msgspec.DecodeError:
        return False
    return problem is not None and problem.code in PASSING
