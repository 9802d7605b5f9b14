"""How many conversations each view of the desk has, however many pages that are."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, func, select

from service.desk.models import DeskCounts
from service.desk.queries import organisations_of, wanted
from service.desk.sought import ALL, Sought, conditions
from service.messaging.sides import CONTACT, own
from service.store import Store
from service.store.tables import conversations, desk_states, messages
from service.store.typed import fetch


async def desk_counts(store: Store, me_id: str, *, sought: Sought = ALL) -> DeskCounts:
    """Of organisations in which I may converse, or of one. Raises as `desk_conversations`."""
    async with store.reading() as connection:
        mine = await organisations_of(connection, me_id, sought.organisation_id)
        if not mine:
            return DeskCounts(waiting=0, mine=0, all=0, unread=0)
        me = and_(own.c.conversation_id == desk_states.c.conversation_id, own.c.party_id == me_id)
        counted: list[ColumnElement[Any]] = [
            _count(wanted(me_id, "waiting"), "waiting"),
            _count(wanted(me_id, "mine"), "mine"),
            func.count().label("all"),
            _count(and_(wanted(me_id, "mine"), _unread()), "unread"),
        ]
        query = (
            select(*counted)
            .select_from(
                desk_states.join(
                    conversations, conversations.c.id == desk_states.c.conversation_id
                ).outerjoin(own, me)
            )
            .where(
                desk_states.c.organisation_id.in_(mine),
                wanted(me_id, "all"),
                conversations.c.last_seq > 0,
                *conditions(sought),
            )
        )
        [found] = await fetch(connection, DeskCounts, query)
    return found


def _count(condition: ColumnElement[bool], name: str) -> ColumnElement[int]:
    return func.count(case((condition, 1))).label(name)


def _unread() -> ColumnElement[bool]:
    """The contact has written what I have not read."""
    return exists().where(
        messages.c.conversation_id == desk_states.c.conversation_id,
        messages.c.seq > func.coalesce(own.c.read_seq, 0),
        messages.c.side == CONTACT,
        ~messages.c.withheld,
    )
