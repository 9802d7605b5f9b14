"""Conversations of my organisations as their desk shows them, most urgent first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Literal

import msgspec
from sqlalchemy import ColumnElement, Select, and_, bindparam, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from service.desk.models import DeskItem, DeskPage
from service.desk.rating import scores_of
from service.desk.routing.promises import NO_TERMS, Terms
from service.desk.routing.rules import terms_in
from service.desk.sought import ALL, Sought, conditions
from service.desk.states import DueKind, State
from service.desk.tags import tags_of
from service.desk.urgency import DESK, seems_since
from service.errors import NotFound
from service.identity import policy
from service.messaging import places
from service.messaging.access import conversation_access
from service.messaging.listing import served_among
from service.messaging.places import Place
from service.store import Store
from service.store.tables import conversations, desk_states, in_state
from service.store.typed import fetch
from service.store.types import Instant

View = Literal["waiting", "mine", "all", "resolved"]
"""waiting: open, and served by nobody. mine: served by me, and not resolved. all: not resolved."""

MOST = 100

_NEVER = bindparam("never", datetime(9999, 1, 1, tzinfo=UTC), Instant)
_SINCE = func.coalesce(desk_states.c.waiting_since, _NEVER)
"""What nobody waits for, or nothing is known of, comes last."""


class _Row(msgspec.Struct, frozen=True, kw_only=True):
    conversation_id: str
    organisation_id: str
    state: State
    assignee_id: str | None
    waiting_since: datetime | None
    first_reply_at: datetime | None
    snoozed_until: datetime | None
    resolved_at: datetime | None
    queue_id: str | None
    due_at: datetime | None
    due_kind: DueKind | None
    channel_id: str | None
    place: datetime


async def desk_conversations(
    store: Store,
    me_id: str,
    view: View,
    *,
    sought: Sought = ALL,
    cursor: str | None = None,
    limit: int = 50,
) -> DeskPage:
    """Those of organisations in which I may converse, or of one: what is late comes first, then what is due
    next, and who waits without a promise as if due in an hour, a bad mood counting as a longer wait; but for
    `resolved`, where the last resolved does.

    `cursor`: the `next` of a page. Pages are of a list that moves: what changes meanwhile may come twice, or
    be seen by its push alone.

    Raises:
        InvalidInput: the cursor is none of ours, or what is sought can be nothing.
        NotFound, NotYours, RoleLacks: of the organisation that is sought.
    """
    after = None if cursor is None else places.read(cursor)
    limit = max(1, min(limit, MOST))
    async with store.reading() as connection:
        mine = await organisations_of(connection, me_id, sought.organisation_id)
        if not mine:
            return DeskPage(items=(), next=None)
        query = _query(mine, me_id, view, after).where(*conditions(sought)).limit(limit + 1)
        rows = await fetch(connection, _Row, query)
        items = await _items(connection, me_id, rows[:limit])
    last = rows[limit - 1] if len(rows) > limit else None
    return DeskPage(items=items, next=None if last is None else _next(last))


async def desk_conversation(store: Store, me_id: str, conversation_id: str) -> DeskItem:
    """One of an organisation in which I may converse, also before its first message.

    Raises:
        NotFound: there is none, or it is of no organisation of mine.
        NotYours, RoleLacks.
    """
    async with store.reading() as connection:
        access = await conversation_access(connection, me_id, conversation_id)
        query = select(desk_states, seems_since(_SINCE, datetime.now(UTC)).label("place")).select_from(DESK)
        rows = await fetch(connection, _Row, query.where(desk_states.c.conversation_id == conversation_id))
        items = await _items(connection, me_id, rows) if access.for_organisation else ()
    if not items:
        raise NotFound("This conversation is at no desk of yours.")
    return items[0]


async def organisations_of(connection: AsyncConnection, me_id: str, organisation_id: str | None) -> list[str]:
    """Whose desks I see, or the one that is asked for. NotFound, NotYours, RoleLacks: of that one."""
    if organisation_id is None:
        return await policy.where_may(connection, me_id, "converse")
    await policy.must(connection, me_id, organisation_id, "converse")
    return [organisation_id]


def _query(mine: Sequence[str], me_id: str, view: View, after: Place | None) -> Select[Any]:
    newest = view == "resolved"
    place: ColumnElement[Any] = (
        desk_states.c.resolved_at if newest else seems_since(_SINCE, datetime.now(UTC))
    )
    key = desk_states.c.conversation_id
    query = (
        select(desk_states, place.label("place"))
        .select_from(DESK)
        .where(desk_states.c.organisation_id.in_(mine), wanted(me_id, view), conversations.c.last_seq > 0)
    )
    if after is not None:
        at = bindparam("after", after.at, Instant)
        further = place < at if newest else place > at
        same = key < after.conversation_id if newest else key > after.conversation_id
        query = query.where(or_(further, and_(place == at, same)))
    order = (place.desc(), key.desc()) if newest else (place, key)
    return query.order_by(*order)


def wanted(me_id: str, view: View) -> ColumnElement[bool]:
    """What of `desk_states` a view has."""
    state, assignee = desk_states.c.state, desk_states.c.assignee_id
    if view == "waiting":
        return and_(state == "open", assignee.is_(None))
    if view == "mine":
        return and_(state != "resolved", assignee == me_id)
    return in_state("resolved") if view == "resolved" else state != "resolved"


async def _items(connection: AsyncConnection, me_id: str, rows: Sequence[_Row]) -> tuple[DeskItem, ...]:
    ids = [one.conversation_id for one in rows]
    shown = await served_among(connection, me_id, ids)
    tags, scores = await tags_of(connection, ids), await scores_of(connection, ids)
    terms = await terms_in(connection, sorted({one.organisation_id for one in rows}))
    now = datetime.now(UTC)
    return tuple(
        DeskItem(
            conversation=shown[one.conversation_id],
            organisation_id=one.organisation_id,
            state=one.state,
            assignee=one.assignee_id,
            waiting_since=one.waiting_since,
            first_reply_at=one.first_reply_at,
            snoozed_until=one.snoozed_until,
            resolved_at=one.resolved_at,
            tags=tags.get(one.conversation_id, ()),
            rating=scores.get(one.conversation_id),
            queue=one.queue_id,
            channel=one.channel_id,
            due_at=one.due_at,
            due_kind=one.due_kind,
            breached=one.due_at is not None and one.due_at <= now,
            after_hours=_after_hours(one, terms.get(one.organisation_id, NO_TERMS)),
        )
        for one in rows
        if one.conversation_id in shown
    )


def _after_hours(row: _Row, terms: Terms) -> bool:
    return row.waiting_since is not None and terms.closed_at(row.waiting_since)


def _next(row: _Row) -> str:
    return places.written(Place(row.place, row.conversation_id))
