"""Conversations as one side sees them: what depends on acceptance and blocks is decided here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from service.enrichment import sentiment
from service.messaging import views
from service.messaging.access import message_rows
from service.messaging.relation import relation
from service.messaging.sides import RELATION, both_of, mine, theirs
from service.models import Conversation, Position
from service.store.tables import accounts, conversations, messages
from wire.contracts.sentiment_trend import QUIET

MOST = 500
"""Conversations in one list."""

MOST_REQUESTS = 50
"""Requests in one list, the newest: strangers push no conversation out of it."""

MOST_UNANSWERED = 3
"""Messages to somebody who has not accepted."""


async def one_of_mine(connection: AsyncConnection, me_id: str, conversation_id: str) -> Conversation:
    """One that is known to be mine."""
    return (await _mine(connection, me_id, conversations.c.id == conversation_id))[0]


async def talks_and_requests(connection: AsyncConnection, me_id: str) -> list[Conversation]:
    """Those that are not put aside, newest activity first; a request from its first message on."""
    free, stance = mine.c.blocked_at.is_(None), mine.c.stance
    found = await _mine(connection, me_id, and_(free, stance == "accepted"))
    asked = and_(free, stance == "request", conversations.c.last_seq > 0)
    requests = [one for one in await _mine(connection, me_id, asked, MOST_REQUESTS) if one.last_seq]
    if not requests:
        return found
    return sorted([*found, *requests], key=_activity, reverse=True)


async def ignored_ones(connection: AsyncConnection, me_id: str) -> list[Conversation]:
    """Requests that I ignore."""
    aside = and_(mine.c.blocked_at.is_(None), mine.c.stance == "ignored")
    return await _mine(connection, me_id, aside)


async def blocked_ones(connection: AsyncConnection, me_id: str) -> list[Conversation]:
    """Conversations whose other side I block."""
    return await _mine(connection, me_id, mine.c.blocked_at.is_not(None))


def _activity(one: Conversation) -> tuple[datetime, str]:
    return (one.last_message.posted_at if one.last_message else one.created_at), one.id


async def _mine(
    connection: AsyncConnection, me_id: str, wanted: ColumnElement[bool], most: int = MOST
) -> list[Conversation]:
    """Mine that are wanted, in two queries however many there are."""
    unread = (
        select(func.count())
        .where(
            messages.c.conversation_id == mine.c.conversation_id,
            messages.c.seq > mine.c.read_seq,
            messages.c.side != mine.c.side,
            ~messages.c.withheld,
        )
        .scalar_subquery()
    )
    query = (
        select(
            conversations,
            *RELATION,
            mine.c.suggestions,
            mine.c.delivered_seq.label("my_delivered_seq"),
            mine.c.read_seq.label("my_read_seq"),
            theirs.c.delivered_seq,
            theirs.c.read_seq,
            theirs.c.sentiment_trend,
            unread.label("unread"),
            *(accounts.c[name].label(f"other_{name}") for name in _OTHER),
        )
        .select_from(both_of(me_id))
        .join(conversations, conversations.c.id == mine.c.conversation_id)
        .join(accounts, accounts.c.id == theirs.c.account_id)
        .where(wanted)
        .order_by(conversations.c.active_at.desc(), conversations.c.id.desc())
        .limit(most)
    )
    rows = (await connection.execute(query)).all()
    last = await _last_messages(connection, me_id, rows)
    return [_view(row, me_id, last.get(row.id)) for row in rows]


_OTHER = ("id", "handle", "name", "language", "last_seen_at", "deleted_at")


async def _last_messages(
    connection: AsyncConnection, me_id: str, rows: Sequence[Row[Any]]
) -> dict[str, Row[Any]]:
    """The newest message of each conversation that is not kept from me, by conversation."""
    if not rows:
        return {}
    newest = messages.alias("newest")
    last = (
        select(newest.c.seq)
        .where(
            newest.c.conversation_id == conversations.c.id,
            or_(~newest.c.withheld, newest.c.author_id == me_id),
        )
        .order_by(newest.c.seq.desc())
        .limit(1)
        .scalar_subquery()
    )
    query = message_rows().join(
        conversations, and_(conversations.c.id == messages.c.conversation_id, messages.c.seq == last)
    )
    found = await connection.execute(query.where(conversations.c.id.in_([row.id for row in rows])))
    return {row.conversation_id: row for row in found}


def _view(row: Row[Any], me_id: str, last: Row[Any] | None) -> Conversation:
    stands = relation(row)
    state = stands.state
    theirs = Position(delivered_seq=row.delivered_seq, read_seq=row.read_seq)
    return Conversation(
        id=row.id,
        other=views.person(_Other(row), stands.last_seen(row.other_last_seen_at)),
        created_at=row.created_at,
        last_seq=last.seq if last else 0,
        rev=row.rev,
        unread=row.unread,
        suggestions=row.suggestions,
        mine=Position(delivered_seq=row.my_delivered_seq, read_seq=row.my_read_seq),
        theirs=theirs if state == "accepted" else Position(),
        last_message=None if last is None else views.message(last, me_id, suggestions=row.suggestions),
        mood=sentiment.trend_of(row.sentiment_trend) if state in ("accepted", "request") else QUIET,
        demo=row.demo,
        state=state,
        left=max(0, MOST_UNANSWERED - row.last_seq) if state == "sent" else None,
    )


class _Other:
    """The columns of the other side's person within a row of a conversation."""

    def __init__(self, row: Row[Any]) -> None:
        for name in _OTHER:
            setattr(self, name, getattr(row, f"other_{name}"))
