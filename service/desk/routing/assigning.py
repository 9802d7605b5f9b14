"""Automatic assignment: what waits in queues that want it goes to agents who are there.

Any number of processes may run it at once, as often as they like: an organisation is served by one at a time,
and a conversation that somebody took meanwhile is left alone.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Select, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from service.desk import states
from service.desk.commands import stands
from service.desk.routing import lists
from service.desk.routing.agents import known_in
from service.desk.routing.plan import Free, Waiting, planned
from service.desk.routing.queues import Queue, queues_of
from service.desk.states import Handling
from service.messaging.access import hold
from service.messaging.lookup import conversation_state
from service.messaging.sides import CONTACT
from service.store import Store
from service.store.tables import (
    contacts,
    conversations,
    desk_agents,
    desk_states,
    in_state,
    organisations,
    participants,
    queues,
)
from service.store.typed import fetch
from service.store.types import Instant

AT_ONCE = 10
"""Conversations that are given away in one transaction: others write between two."""

LOOKED_AT = 500
"""Of those that wait, the first, where many wait for somebody who is not there."""

ROUNDS = 200
"""Transactions of one run; the rest comes with the next."""

_NEVER = bindparam("never", datetime(9999, 1, 1, tzinfo=UTC), Instant)


class _Row(msgspec.Struct, frozen=True, kw_only=True):
    conversation_id: str
    queue_id: str
    left_by: str | None
    language: str


async def waiting_organisations(store: Store) -> list[str]:
    """Those in which something waits that could be assigned."""
    query = select(desk_states.c.organisation_id).distinct()
    query = query.join(conversations, conversations.c.id == desk_states.c.conversation_id)
    query = query.join(queues, queues.c.id == desk_states.c.queue_id)
    async with store.reading() as connection:
        return list((await connection.execute(query.where(*_unserved()))).scalars())


async def candidates(store: Store, organisation_id: str) -> list[str]:
    """Accounts that have said that they are there, where something waits for anybody; who is connected is
    another question."""
    there = select(desk_agents.c.account_id).where(
        desk_agents.c.organisation_id == organisation_id,
        desk_agents.c.state == "online",
        _waiting(organisation_id).limit(1).exists(),
    )
    async with store.reading() as connection:
        return list((await connection.execute(there)).scalars())


async def assign_waiting(store: Store, organisation_id: str, present: Collection[str]) -> int:
    """Give what waits in an organisation to those of its agents who are `present`. How many these were.

    Raises:
        Unavailable: some may be assigned; the rest waits.
    """
    total = 0

    async def some(connection: AsyncConnection) -> tuple[int, bool]:
        return await _assign_some(connection, store.partitions, organisation_id, present)

    for _ in range(ROUNDS if present else 0):
        done, more = await store.transact(some)
        total += done
        if not more:
            break
    return total


async def _assign_some(
    connection: AsyncConnection, partitions: int, organisation_id: str, present: Collection[str]
) -> tuple[int, bool]:
    """How many, and whether more could follow."""
    await _hold(connection, organisation_id)
    now = datetime.now(UTC)
    rows = await fetch(connection, _Row, _waiting(organisation_id).limit(LOOKED_AT))
    if not rows:
        return 0, False
    by_id = {one.id: one for one in await queues_of(connection, organisation_id)}
    waiting = [_as_waiting(one, by_id[one.queue_id]) for one in rows]
    free = await _free(connection, organisation_id, present)
    pairs = planned(waiting, free, now, AT_ONCE + 1)
    done, given = 0, sorted(pairs[:AT_ONCE])
    for conversation_id, _ in given:  # all before anything is written, in one order: nobody waits in a ring
        await hold(connection, conversation_id)
    for conversation_id, account_id in given:
        done += await _give(connection, partitions, conversation_id, account_id, now)
    return done, len(pairs) > AT_ONCE


async def _hold(connection: AsyncConnection, organisation_id: str) -> None:
    """Nobody else assigns in this organisation, nobody joins or leaves it, until the transaction ends."""
    if connection.dialect.name == "postgresql":
        query = select(organisations.c.id).where(organisations.c.id == organisation_id)
        await connection.execute(query.with_for_update(key_share=True))


async def _give(
    connection: AsyncConnection, partitions: int, conversation_id: str, account_id: str, now: datetime
) -> bool:
    """Unless somebody serves it by now, or it is not to be served any more. It is held."""
    state = await conversation_state(connection, conversation_id)
    before = (state.handling if state is not None else None) or Handling()
    if state is None or before.state != "open" or before.assignee_id is not None:
        return False
    await stands(connection, partitions, state, states.assigned(before, account_id, now), None, now)
    return True


async def _free(connection: AsyncConnection, organisation_id: str, present: Collection[str]) -> list[Free]:
    return [
        Free(
            id=one.agent.account_id,
            capacity=one.agent.capacity,
            load=one.agent.load,
            busy_at=one.busy_at,
            languages=frozenset(map(lists.primary, one.agent.languages)),
            skills=frozenset(one.agent.skills),
        )
        for one in await known_in(connection, [organisation_id])
        if one.agent.chosen == "online" and one.agent.account_id in present
    ]


def _as_waiting(row: _Row, queue: Queue) -> Waiting:
    return Waiting(
        id=row.conversation_id,
        language=lists.primary(row.language),
        skills=frozenset(queue.skills),
        members=None if queue.everybody else frozenset(queue.members),
        left_by=row.left_by,
    )


def _waiting(organisation_id: str) -> Select[Any]:
    """What waits in queues of automatic assignment, who waits longest first; then what nobody waits for."""
    contact = (participants.c.conversation_id == desk_states.c.conversation_id) & (
        participants.c.side == CONTACT
    )
    reads = func.coalesce(participants.c.language, contacts.c.language, "").label("language")
    return (
        select(desk_states.c.conversation_id, desk_states.c.queue_id, desk_states.c.left_by, reads)
        .join(conversations, conversations.c.id == desk_states.c.conversation_id)
        .join(queues, queues.c.id == desk_states.c.queue_id)
        .outerjoin(participants, contact)
        .outerjoin(contacts, contacts.c.id == participants.c.contact_id)
        .where(desk_states.c.organisation_id == organisation_id, *_unserved())
        .order_by(func.coalesce(desk_states.c.waiting_since, _NEVER), desk_states.c.conversation_id)
    )


def _unserved() -> tuple[ColumnElement[bool], ...]:
    return (
        in_state("open"),
        desk_states.c.assignee_id.is_(None),
        queues.c.assignment == "automatic",
        conversations.c.last_seq > 0,
    )
