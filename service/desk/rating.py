"""What a visitor says of a conversation after it was resolved: once each time, changeable for a day."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import Select, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from service.desk import audit
from service.desk.changes import details_changed
from service.desk.details import Rating, RatingAsk
from service.desk.errors import RatingNotAsked, RatingOver
from service.desk.models import Visitor
from service.errors import InvalidInput, NotFound
from service.events import RatingAsked
from service.messaging import activity
from service.messaging.access import conversation_access
from service.messaging.lookup import conversation_state
from service.messaging.parties import ConversationState
from service.messaging.rules import ConversationAccess
from service.store import Store, outbox
from service.store.ops_tables import ratings
from service.store.typed import fetch, fetch_one
from service.store.unit_of_work import record
from service.text import validation
from service.text.visible import is_blank
from wire.contracts.activity_kinds import ActivityKind
from wire.contracts.ids import new_id

ASKED_FOR = timedelta(days=30)
"""From the resolution."""
CHANGEABLE_FOR = timedelta(days=1)
"""From the first answer."""

LONGEST = 1000
LOWEST, HIGHEST = 1, 5
MOST_SHOWN = 50


class RatingGiven(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A visitor's answer. Without a comment there is none, also where there was one."""

    score: int
    comment: str | None = None


async def rate(
    store: Store, visitor: Visitor, conversation_id: str, said: RatingGiven, *, at: datetime | None = None
) -> RatingAsk:
    """Rate what was resolved last, or say otherwise for a day; the same again changes nothing.

    `at` sets it back in time, by a demo.

    Raises:
        InvalidInput: `details["field"]`.
        RatingNotAsked, RatingOver, NotFound, NotYours.
    """
    values, now = _checked(said), at or datetime.now(UTC)
    async with store.writing() as connection:
        access = await conversation_access(connection, visitor.id, conversation_id, lock=True)
        before = await _last(connection, conversation_id)
        asked = _resolution(access.state, now)
        if asked is not None and (before is None or before.resolved_at != asked):
            fresh = values | {"language": visitor.language, "resolved_at": asked}
            after = await _add(connection, access, fresh, now)
        elif before is None:
            raise RatingNotAsked("Nothing is asked about this conversation.")
        elif now >= before.rated_at + CHANGEABLE_FOR:
            raise RatingOver("This was rated more than a day ago.")
        else:
            after = await _change(connection, conversation_id, before, values, now)
        if after != before:
            await _tell(connection, store.partitions, access, visitor, after)
        return _ask(conversation_id, after)


async def ask_of(connection: AsyncConnection, visitor: Visitor, now: datetime) -> RatingAsk | None:
    """What this visitor is asked now; null: nothing."""
    if visitor.conversation_id is None:
        return None
    state = await conversation_state(connection, visitor.conversation_id)
    asked = None if state is None else _resolution(state, now)
    if asked is None:
        return None
    known = await _last(connection, visitor.conversation_id)
    if known is None or known.resolved_at != asked:
        return first_ask(visitor.conversation_id, asked)
    return _ask(visitor.conversation_id, known) if now < known.rated_at + CHANGEABLE_FOR else None


def first_ask(conversation_id: str, resolved_at: datetime) -> RatingAsk:
    """What is asked when a conversation is resolved."""
    return RatingAsk(conversation_id=conversation_id, until=resolved_at + ASKED_FOR)


async def ratings_of(store: Store, me_id: str, conversation_id: str) -> list[Rating]:
    """Of a conversation of my organisation, newest first. NotFound, NotYours, RoleLacks."""
    async with store.reading() as connection:
        access = await conversation_access(connection, me_id, conversation_id)
        if not access.for_organisation:
            raise NotFound("This conversation is at no desk of yours.")
        found = await fetch(connection, Rating, newest_of(conversation_id).limit(MOST_SHOWN))
    await audit.was_read(store, access.organisation_id or "", me_id, "conversation_read", conversation_id)
    return found


async def scores_of(connection: AsyncConnection, conversation_ids: Collection[str]) -> Mapping[str, int]:
    """The last score by conversation; one without any is left out."""
    newest = (
        select(ratings.c.conversation_id, func.max(ratings.c.resolved_at).label("at"))
        .where(ratings.c.conversation_id.in_(conversation_ids))
        .group_by(ratings.c.conversation_id)
        .subquery()
    )
    same = (ratings.c.conversation_id == newest.c.conversation_id) & (ratings.c.resolved_at == newest.c.at)
    query = select(ratings.c.conversation_id, ratings.c.score).join(newest, same)
    return {row.conversation_id: row.score for row in await connection.execute(query)}


async def forget_comments(connection: AsyncConnection, conversation_ids: Collection[str]) -> None:
    """Nothing is left of what a visitor wrote there; how they rated stays."""
    theirs = update(ratings).where(ratings.c.conversation_id.in_(conversation_ids))
    await connection.execute(theirs.values(comment=None))


def _resolution(state: ConversationState, now: datetime) -> datetime | None:
    """When that was resolved which may be rated now; None: nothing may, or nobody has said anything."""
    handling = state.handling
    if not state.last_seq or handling is None or handling.state != "resolved" or handling.resolved_at is None:
        return None
    return handling.resolved_at if now < handling.resolved_at + ASKED_FOR else None


def newest_of(conversation_id: str) -> Select[Any]:
    """Ratings of a conversation, newest first, by the fields of `Rating`."""
    query = select(ratings, ratings.c.assignee_id.label("assignee"))
    return query.where(ratings.c.conversation_id == conversation_id).order_by(ratings.c.resolved_at.desc())


async def _last(connection: AsyncConnection, conversation_id: str) -> Rating | None:
    return await fetch_one(connection, Rating, newest_of(conversation_id).limit(1))


async def _add(
    connection: AsyncConnection, access: ConversationAccess, values: dict[str, Any], now: datetime
) -> Rating:
    served = access.state.handling.assignee_id if access.state.handling else None
    row = values | {"id": new_id(), "conversation_id": access.id, "organisation_id": access.organisation_id}
    row |= {"assignee_id": served, "rated_at": now, "changed_at": now}
    await connection.execute(insert(ratings).values(row))
    return msgspec.convert(row | {"assignee": served}, Rating)


async def _change(
    connection: AsyncConnection, conversation_id: str, before: Rating, values: dict[str, Any], now: datetime
) -> Rating:
    """Of the newest rating of a conversation, which is held."""
    if (before.score, before.comment) == (values["score"], values["comment"]):
        return before
    this = (ratings.c.conversation_id == conversation_id, ratings.c.resolved_at == before.resolved_at)
    await connection.execute(update(ratings).where(*this).values(values | {"changed_at": now}))
    return msgspec.structs.replace(before, **values, changed_at=now)


async def _tell(
    connection: AsyncConnection,
    partitions: int,
    access: ConversationAccess,
    visitor: Visitor,
    after: Rating,
) -> None:
    """Agents, the visitor's other tabs, and analytics: without the comment."""
    kind: ActivityKind = "rated" if after.changed_at == after.rated_at else "rating_changed"
    told = activity.row(
        partitions,
        kind,
        at=after.changed_at,
        person_id=visitor.id,
        conversation_id=access.id,
        organisation_id=access.organisation_id,
        assignee_id=after.assignee,
        score=after.score,
        demo=access.demo,
    )
    await outbox.put(connection, [told])
    record(connection, details_changed(access.state, rating=after))
    ask = _ask(access.id, after)
    record(connection, RatingAsked(conversation_id=access.id, visitor_id=visitor.id, ask=ask))


def _ask(conversation_id: str, known: Rating) -> RatingAsk:
    return RatingAsk(
        conversation_id=conversation_id,
        until=known.resolved_at + ASKED_FOR,
        score=known.score,
        comment=known.comment,
        rated_at=known.rated_at,
        changeable_until=known.rated_at + CHANGEABLE_FOR,
    )


def _checked(said: RatingGiven) -> dict[str, Any]:
    if not LOWEST <= said.score <= HIGHEST:
        raise InvalidInput(f"A rating is from {LOWEST} to {HIGHEST}.", field="score")
    comment = validation.storable(said.comment or "", "comment").strip()
    if len(comment) > LONGEST:
        raise InvalidInput(f"A comment has at most {LONGEST} characters.", field="comment")
    return {"score": said.score, "comment": None if is_blank(comment) else comment}
