"""What the store knows, told to analytics again: events as they were, as far as rows still say."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from service.enrichment.enrich_request import Fact, facts_of
from service.store import Store
from service.store.tables import enrichments, messages
from wire.broker.audit import AuditPage, Known
from wire.contracts.events import Enriched, MessagePosted

PAGE = 500
"""Messages that are told of, and sent again, at once."""

SETTLED = timedelta(seconds=60)
"""Younger ones are on their way by themselves."""


async def known_after(store: Store, after: str, now: datetime) -> AuditPage:
    """The next messages that have settled, in the order of their ids, which is that of their making."""
    query = (
        select(messages.c.id, messages.c.posted_at, messages.c.queued_at, enrichments.c.status)
        .join_from(messages, enrichments, enrichments.c.message_id == messages.c.id)
        .where(messages.c.id > after)
        .order_by(messages.c.id)
        .limit(PAGE + 1)
    )
    async with store.reading() as connection:
        rows = (await connection.execute(query)).all()
    told = rows[: _first(rows[:PAGE], lambda row: row.queued_at > now - SETTLED)]
    done = told[: _first(told, lambda row: row.status == "pending")]
    return AuditPage(
        after=after,
        known=tuple(
            Known(message_id=row.id, posted_at=row.posted_at, enriched=row.status != "pending")
            for row in told
        ),
        upto=done[-1].id if done else after,
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
