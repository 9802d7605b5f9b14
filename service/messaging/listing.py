"""Conversations as one side sees them: which are in a list, and in what order."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

import msgspec
from sqlalchemy import ColumnElement, and_, true
from sqlalchemy.ext.asyncio import AsyncConnection

from service.identity import policy
from service.messaging import views
from service.messaging.conversation_views import MOST_UNANSWERED, away, listed
from service.messaging.sides import CONTACT, both_of, both_of_any, both_of_contact, mine, own, own_row
from service.models import Conversation
from service.store.tables import conversations
from wire.contracts.sentiment_trend import QUIET

__all__ = [
    "MOST_UNANSWERED",
    "blocked_ones",
    "ignored_ones",
    "left_ones",
    "one_of_mine",
    "served_among",
    "served_by",
    "talks_and_requests",
    "visited_by",
]

MOST = 500
"""Conversations in one list."""

MOST_REQUESTS = 50
"""Requests in one list, the newest: strangers push no conversation out of it."""


async def one_of_mine(connection: AsyncConnection, me_id: str, conversation_id: str) -> Conversation:
    """One that is known to be mine, or my organisation's."""
    this = conversations.c.id == conversation_id
    found = await _mine(connection, me_id, this) or await _served(connection, me_id, this)
    return (found or await _visited(connection, me_id, this))[0]


async def talks_and_requests(connection: AsyncConnection, me_id: str) -> list[Conversation]:
    """Those that are not put aside, newest activity first; a request from its first message on.

    Those of organisations in which I may converse are among them.
    """
    stance = mine.c.stance
    free = and_(mine.c.blocked_at.is_(None), ~away(mine))
    found = await _mine(connection, me_id, and_(free, stance == "accepted"))
    asked = and_(free, stance == "request", conversations.c.last_seq > 0)
    requests = [one for one in await _mine(connection, me_id, asked, MOST_REQUESTS) if one.last_seq]
    served = await _served(connection, me_id, true())
    if not requests and not served:
        return found
    every = sorted([*found, *served], key=_activity, reverse=True)[:MOST]
    return sorted([*every, *requests], key=_activity, reverse=True)


async def ignored_ones(connection: AsyncConnection, me_id: str) -> list[Conversation]:
    """Requests that I ignore."""
    aside = and_(mine.c.blocked_at.is_(None), mine.c.stance == "ignored")
    return await _mine(connection, me_id, aside)


async def blocked_ones(connection: AsyncConnection, me_id: str) -> list[Conversation]:
    """Conversations whose other side I block."""
    return await _mine(connection, me_id, mine.c.blocked_at.is_not(None))


async def left_ones(connection: AsyncConnection, me_id: str) -> list[Conversation]:
    """Conversations that I have left, and in which nothing was written since."""
    return await _mine(connection, me_id, and_(mine.c.blocked_at.is_(None), away(mine)))


async def served_by(
    connection: AsyncConnection, me_id: str, organisation_id: str, most: int
) -> list[Conversation]:
    """Those of one organisation, where I may converse in it."""
    return await _served(connection, me_id, conversations.c.organisation_id == organisation_id, most)


async def served_among(
    connection: AsyncConnection, me_id: str, conversation_ids: Collection[str]
) -> dict[str, Conversation]:
    """Of these, by id, those of organisations where I may converse."""
    if not conversation_ids:
        return {}
    wanted = conversations.c.id.in_(conversation_ids)
    return {one.id: one for one in await _served(connection, me_id, wanted, len(conversation_ids))}


async def visited_by(connection: AsyncConnection, contact_id: str) -> list[Conversation]:
    """Those of a contact, as it sees them by itself."""
    return await _visited(connection, contact_id, true())


def _activity(one: Conversation) -> tuple[datetime, str]:
    return (one.last_message.posted_at if one.last_message else one.created_at), one.id


async def _mine(
    connection: AsyncConnection, me_id: str, wanted: ColumnElement[bool], most: int = MOST
) -> list[Conversation]:
    """Those of which I am a side, and that are wanted."""
    return await listed(connection, me_id, both_of(me_id), mine, wanted, most)


async def _visited(
    connection: AsyncConnection, contact_id: str, wanted: ColumnElement[bool]
) -> list[Conversation]:
    """What the business finds out about texts and moods is not for its customers."""
    found = await listed(connection, contact_id, both_of_contact(contact_id), mine, wanted, MOST, CONTACT)
    return [
        msgspec.structs.replace(
            one,
            sentiment=QUIET,
            last_message=None if one.last_message is None else views.for_visitor(one.last_message),
        )
        for one in found
    ]


async def _served(
    connection: AsyncConnection, me_id: str, wanted: ColumnElement[bool], most: int = MOST
) -> list[Conversation]:
    """The same for organisations in which I may converse; my receipts there are my own."""
    organisation_ids = await policy.where_may(connection, me_id, "converse")
    if not organisation_ids:
        return []
    sides = both_of_any(organisation_ids).outerjoin(own, own_row(me_id))
    theirs = and_(wanted, conversations.c.organisation_id.in_(organisation_ids))  # found by this one's index
    return await listed(connection, me_id, sides, own, theirs, most)
