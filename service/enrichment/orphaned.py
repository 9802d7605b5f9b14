"""Messages that wait for an enrichment that nobody works on any more: the broker lost them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import ColumnElement, Select, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from service.enrichment import changes
from service.enrichment.announce import announce
from service.enrichment.apply import applied, both_sides, conversations_of
from service.enrichment.enrich_request import queue_again
from service.messaging import views
from service.messaging.results import Applied
from service.messaging.stored import StoredMessage
from service.store import Store
from service.store.tables import conversations, enrichments, messages
from wire.contracts.events import Problem

AHEAD = timedelta(seconds=60)
"""A message queued so far ahead of now was queued before this machine's clock was set back: it is old."""

ATTEMPTS = 3
"""Times that one message is queued again before its enrichment counts as failed."""

PROBLEM = Problem(
    code="enrichment_lost", message="The translation was lost on its way several times. Try again by hand."
)


@dataclass(frozen=True, slots=True)
class Requeued:
    """What became of lost messages."""

    queued: int = 0
    failed: tuple[Applied, ...] = ()


class Overdue(NamedTuple):
    """A message that waits for its enrichment."""

    id: str
    conversation_id: str
    author_id: str
    queued_at: datetime
    active_at: datetime
    """When its conversation was last active."""
    seq: int

    def is_overdue(self, before: datetime) -> bool:
        """Whether it was queued before a time, or before the clock was set back."""
        return self.queued_at < before or self.queued_at > datetime.now(UTC) + AHEAD


async def any_overdue(store: Store, before: datetime) -> bool:
    """Whether a message is pending since before a time."""
    async with store.reading() as connection:
        return bool(await connection.scalar(select(exists(_overdue(before)))))


async def overdue(store: Store, before: datetime, after: str, limit: int) -> Sequence[Overdue]:
    """Messages pending since before a time, in order of their ids, those after `after` first to last."""
    query = _overdue(before).where(messages.c.id > after).order_by(messages.c.id).limit(limit)
    async with store.reading() as connection:
        rows = (await connection.execute(query)).all()
    return [Overdue(*row) for row in rows]


def _overdue(before: datetime) -> Select[Any]:
    return (
        select(
            messages.c.id,
            messages.c.conversation_id,
            messages.c.author_id,
            messages.c.queued_at,
            conversations.c.active_at,
            messages.c.seq,
        )
        .join(enrichments, enrichments.c.message_id == messages.c.id)
        .join(conversations, conversations.c.id == messages.c.conversation_id)
        .where(enrichments.c.status == "pending", _queued(before))
    )


def _queued(before: datetime) -> ColumnElement[bool]:
    return or_(messages.c.queued_at < before, messages.c.queued_at > datetime.now(UTC) + AHEAD)


async def requeue(store: Store, ids: Sequence[str], before: datetime, now: datetime) -> Requeued:
    """Queue these again, as far as they are still overdue; those that were queued too often have failed."""
    async with store.writing() as connection:
        revs = await changes.lock(connection, await conversations_of(connection, ids))
        rows = {row.id: row for row in await both_sides(connection, ids)}
        again, given_up = await _still(connection, ids, before)
        if again:
            await queue_again(connection, store.partitions, again, now)
        lost = [_failed(rows[one]) for one in given_up]
        given = await changes.write(connection, lost, revs)
        failed = tuple(applied(rows[one.message_id], one.enrichment, given[one.message_id]) for one in lost)
        await announce(connection, failed)
    return Requeued(len(again), failed)


async def _still(
    connection: AsyncConnection, ids: Sequence[str], before: datetime
) -> tuple[list[str], list[str]]:
    """Ids to queue again, and ids to give up. Their conversations are locked, so that this stays true."""
    query = (
        select(messages.c.id, messages.c.attempts)
        .join(enrichments, enrichments.c.message_id == messages.c.id)
        .where(messages.c.id.in_(ids), enrichments.c.status == "pending", _queued(before))
    )
    rows = (await connection.execute(query)).all()
    again = [row.id for row in rows if row.attempts < ATTEMPTS]
    return again, [row.id for row in rows if row.attempts >= ATTEMPTS]


def _failed(row: StoredMessage) -> changes.Change:
    known = views.enrichment_of(row.body)
    return changes.Change(
        message_id=row.id,
        conversation_id=row.conversation_id,
        enrichment=msgspec.structs.replace(known, status="failed", problem=PROBLEM),
        at=row.updated_at,
    )
