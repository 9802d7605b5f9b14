"""Conversations as one side sees them: which are in a list, and in what order."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Select, and_, literal_column, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from service.identity import policy
from service.messaging import places, views
from service.messaging.conversation_views import MOST_UNANSWERED, Seat, away, viewed
from service.messaging.places import Place
from service.messaging.sides import MEMBER, mine
from service.models import Conversation
from service.store.tables import conversations
from wire.contracts.ids import is_id
from wire.contracts.sentiment_trend import QUIET

__all__ = [
    "MOST_UNANSWERED",
    "Listed",
    "Part",
    "blocked_ones",
    "ignored_ones",
    "left_ones",
    "listed_among",
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


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """So many of a list as come after a place. `limit` null: `MOST`, and with the first part all requests,
    as with `requests`; else each request is in the part where it belongs."""

    limit: int | None = None
    after: Place | None = None
    requests: bool = False

    @property
    def most(self) -> int:
        """Conversations in it, requests aside."""
        return self.limit or MOST


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a list. `next`: where the rest begins, as text; null: that was all."""

    conversations: list[Conversation]
    next: str | None = None
    last: Place | None = None
    """The same as a place."""


async def one_of_mine(connection: AsyncConnection, me_id: str, conversation_id: str) -> Conversation:
    """One that is known to be mine, or my organisation's."""
    this = [conversation_id]
    found = await viewed(connection, me_id, _account(me_id), this)
    found = found or await viewed(connection, me_id, await _agent(connection, me_id), this)
    return (found or await _visited(connection, me_id, this))[0]


async def talks_and_requests(connection: AsyncConnection, me_id: str, part: Part) -> Listed:
    """Those that are not put aside, newest activity first; a request from its first message on.

    Those of organisations in which I may converse are among them.
    """
    stance, most = mine.c.stance, part.most
    free = and_(mine.c.blocked_at.is_(None), ~away(mine))
    agent = await _agent(connection, me_id)
    found = await _places(connection, _mine(me_id).where(free, stance == "accepted"), part.after, most + 1)
    if agent.parties:
        found += await _places(connection, _served(agent), part.after, most + 1)
    found.sort(key=_order, reverse=True)
    shown, last = found[:most], found[most - 1] if len(found) > most else None
    asked = _mine(me_id).where(free, stance == _REQUEST, conversations.c.last_seq > 0)
    requests = await _places(connection, asked, None, MOST_REQUESTS)
    if part.requests:
        shown += requests
    elif part.limit or part.after is None:
        shown += _between(requests, part.after, last if part.limit else None)
    shown.sort(key=_order, reverse=True)
    return Listed(conversations=await _shown(connection, me_id, agent, shown), next=_next(last), last=last)


async def listed_among(
    connection: AsyncConnection, me_id: str, conversation_ids: Collection[str]
) -> list[Conversation]:
    """Of these, the newest `MOST` by their ids, those that are in my list, on whatever page."""
    ids = sorted(filter(is_id, conversation_ids), reverse=True)[:MOST]
    found = await viewed(connection, me_id, _account(me_id), ids)
    known = {one.id for one in found}
    rest = [one for one in ids if one not in known]
    found += await viewed(connection, me_id, await _agent(connection, me_id), rest)
    return [one for one in found if _is_listed(one)]


def _is_listed(one: Conversation) -> bool:
    aside = one.away or one.state in ("ignored", "blocked")
    return not aside and (one.state != "request" or one.last_seq > 0)


async def ignored_ones(connection: AsyncConnection, me_id: str, part: Part) -> Listed:
    """Requests that I ignore."""
    aside = and_(mine.c.blocked_at.is_(None), mine.c.stance == "ignored")
    return await _put_aside(connection, me_id, aside, part)


async def blocked_ones(connection: AsyncConnection, me_id: str, part: Part) -> Listed:
    """Conversations whose other side I block."""
    return await _put_aside(connection, me_id, mine.c.blocked_at.is_not(None), part)


async def left_ones(connection: AsyncConnection, me_id: str, part: Part) -> Listed:
    """Conversations that I have left, and in which nothing was written since."""
    return await _put_aside(connection, me_id, and_(mine.c.blocked_at.is_(None), away(mine)), part)


async def served_by(
    connection: AsyncConnection, me_id: str, organisation_id: str, most: int
) -> list[Conversation]:
    """Those of one organisation, where I may converse in it."""
    agent = await _agent(connection, me_id)
    if organisation_id not in agent.parties:
        return []
    of_it = Seat(agent.kind, (organisation_id,))
    found = await _places(connection, _served(of_it), None, most)
    return await viewed(connection, me_id, of_it, [one.conversation_id for one in found])


async def served_among(
    connection: AsyncConnection, me_id: str, conversation_ids: Collection[str]
) -> dict[str, Conversation]:
    """Of these, by id, those of organisations where I may converse."""
    agent = await _agent(connection, me_id)
    return {one.id: one for one in await viewed(connection, me_id, agent, sorted(conversation_ids))}


async def visited_by(connection: AsyncConnection, contact_id: str) -> list[Conversation]:
    """Those of a contact, as it sees them by itself."""
    query = _PLACES.where(mine.c.contact_id == contact_id)
    found = await _places(connection, query, None, MOST)
    return await _visited(connection, contact_id, [one.conversation_id for one in found])


def _account(me_id: str) -> Seat:
    return Seat("account", (me_id,))


async def _agent(connection: AsyncConnection, me_id: str) -> Seat:
    """Of organisations in which I may converse, if any; my receipts there are my own."""
    return Seat("organisation", tuple(await policy.where_may(connection, me_id, "converse")))


_REQUEST: ColumnElement[str] = literal_column("'request'")
"""In these words, for which there is an index: few have many requests, and some very many conversations."""

_PLACE = select(conversations.c.active_at.label("at"), conversations.c.id.label("conversation_id"))
_PLACES = _PLACE.select_from(mine).join(conversations, conversations.c.id == mine.c.conversation_id)


def _mine(me_id: str) -> Select[Any]:
    """Of which I am a side."""
    return _PLACES.where(mine.c.account_id == me_id, mine.c.kind != MEMBER)


def _served(agent: Seat) -> Select[Any]:
    return _PLACE.where(conversations.c.organisation_id.in_(agent.parties))


async def _places(
    connection: AsyncConnection, query: Select[Any], after: Place | None, limit: int
) -> list[Place]:
    """The first ones, newest activity first: nothing else is read of all the others."""
    at, key = conversations.c.active_at, conversations.c.id
    if after is not None:
        query = query.where(or_(at < after.at, and_(at == after.at, key < after.conversation_id)))
    rows = await connection.execute(query.order_by(at.desc(), key.desc()).limit(limit))
    return [Place(row.at, row.conversation_id) for row in rows]


def _between(found: Collection[Place], after: Place | None, last: Place | None) -> list[Place]:
    """Those of a page that begins after a place and has a last one."""
    below = [one for one in found if after is None or _order(one) < _order(after)]
    return [one for one in below if last is None or _order(one) > _order(last)]


def _next(last: Place | None) -> str | None:
    return None if last is None else places.written(last)


def _order(one: Place) -> tuple[Any, ...]:
    return one.at, one.conversation_id


async def _shown(
    connection: AsyncConnection, me_id: str, agent: Seat, found: Collection[Place]
) -> list[Conversation]:
    """In this order, mine and those of organisations; of a request there is a message that I can see."""
    ids = [one.conversation_id for one in found]
    known = {one.id: one for one in await viewed(connection, me_id, _account(me_id), ids)}
    rest = [one for one in ids if one not in known]
    known |= {one.id: one for one in await viewed(connection, me_id, agent, rest)}
    shown = [known[one] for one in ids if one in known]
    return [one for one in shown if one.last_seq or one.state != "request"]


async def _put_aside(
    connection: AsyncConnection, me_id: str, wanted: ColumnElement[bool], part: Part
) -> Listed:
    most = part.most
    found = await _places(connection, _mine(me_id).where(wanted), part.after, most + 1)
    ids = [one.conversation_id for one in found[:most]]
    last = found[most - 1] if len(found) > most else None
    shown = await viewed(connection, me_id, _account(me_id), ids)
    return Listed(conversations=shown, next=_next(last))


async def _visited(connection: AsyncConnection, contact_id: str, ids: Collection[str]) -> list[Conversation]:
    """What the business finds out about texts and moods is not for its customers."""
    found = await viewed(connection, contact_id, Seat("contact", (contact_id,)), list(ids))
    return [
        msgspec.structs.replace(
            one,
            sentiment=QUIET,
            last_message=None if one.last_message is None else views.for_visitor(one.last_message),
        )
        for one in found
    ]
