"""What the store knows, told to analytics again: events as they were, as far as rows still say."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from service.enrichment.enrich_request import Fact, facts_of
from service.store import Store
from service.store.leases import AHEAD
from service.store.tables import enrichments, messages
from wire.broker.audit import AuditPage, Known
from wire.contracts.events import Enriched, MessagePosted
from wire.contracts.ids import first_id

PAGE = 500
"""Messages that are told of, and sent again, at once."""

SETTLED = timedelta(seconds=60)
"""Younger ones are on their way by themselves."""

BACK = timedelta(minutes=5)
"""How far before now is looked at where a collector's mark is of a clock that was ahead."""


async def known_after(store: Store, after: str, now: datetime) -> AuditPage:
    """The next messages that have settled, in the order of their ids, which is that of their making.

    What was queued before this machine's clock was set back is old, and told of like all that has settled.
    But what is made now sorts before ids of then: they do not become the mark until their time has come, and
    behind a mark that was of such a time what is made now is told of, too.
    """
    young, ahead = (now - SETTLED, now + AHEAD), first_id(now + AHEAD)
    since = after if after < ahead else first_id(now - BACK)
    query = (
        select(messages.c.id, messages.c.posted_at, messages.c.queued_at, enrichments.c.status)
        .join_from(messages, enrichments, enrichments.c.message_id == messages.c.id)
        .where(messages.c.id > since)
        .order_by(messages.c.id)
        .limit(PAGE + 1)
    )
    async with store.reading() as connection:
        rows = (await connection.execute(query)).all()
    told = rows[: _first(rows[:PAGE], lambda row: young[0] < row.queued_at <= young[1])]
    done = told[: _first(told, lambda row: row.status == "pending" or row.id >= ahead)]
    return AuditPage(
        after=after,
        known=tuple(
            Known(message_id=row.id, posted_at=row.posted_at, enriched=row.status != "pending")
            for row in told
        ),
        upto=max(done[-1].id, after) if done else after,
        more=len(rows) > PAGE,
    )


async def recalled(store: Store, ids: Sequence[str]) -> list[MessagePosted | Enriched]:
    """Messages and what is understood of them, to be counted again; those that are gone are passed over."""
    async with store.reading() as connection:
        facts = await facts_of(connection, ids[:PAGE])
    found: list[MessagePosted | Enriched] = []
    for fact in facts:
        found.append(fact.posted)
        if fact.known.status != "pending":
            found.append(_enriched(fact.posted, fact))
    return found


def _enriched(event: MessagePosted, fact: Fact) -> Enriched:
    known = fact.known
    return Enriched(
        message_id=event.message_id,
        conversation_id=event.conversation_id,
        author_id=event.author_id,
        status="failed" if known.status == "failed" else "done",
        language=known.language,
        translations=known.translations,
        sentiment=known.sentiment,
        suggestions=known.suggestions,
        annotations=known.annotations,
        problem=known.problem,
        posted_at=event.posted_at,
        queued_at=event.queued_at,
        enriched_at=max(fact.updated_at, event.queued_at),  # of what has failed, no time is kept
        demo=event.demo,
    )


def _first(rows: Sequence[Any], true: Callable[[Any], bool]) -> int:
    """Place of the first row of which this is true; their number where there is none."""
    return next((number for number, row in enumerate(rows) if true(row)), len(rows))
