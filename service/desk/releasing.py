"""Conversations whose agent is gone wait for another: who was removed, who may serve no more, who is away."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Select, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from service.desk import states
from service.desk.commands import stands
from service.desk.states import Handling
from service.identity.roles import MAY
from service.messaging.access import hold
from service.messaging.lookup import conversation_state
from service.store import Store
from service.store.tables import accounts, desk_states, in_state, memberships

AT_ONCE = 200
"""Conversations of one run, each in a transaction of its own."""


async def release_all(
    connection: AsyncConnection, partitions: int, organisation_id: str, account_id: str, now: datetime
) -> None:
    """An account serves this organisation no more: what it had in hand waits for another, in the caller's
    transaction."""
    theirs = (desk_states.c.organisation_id == organisation_id, desk_states.c.assignee_id == account_id)
    query = select(desk_states.c.conversation_id).where(*theirs, desk_states.c.state != "resolved")
    for one in (await connection.execute(query.order_by(desk_states.c.conversation_id))).scalars().all():
        await _release(connection, partitions, one, account_id, now)
    done = update(desk_states).where(*theirs)
    await connection.execute(done.values(assignee_id=None, assigned_at=None))


async def release_vacant(store: Store, absent: Collection[str], before: datetime, now: datetime) -> int:
    """Take back to the queue what is open and served by these accounts since before then, or by one who may
    serve it no more. How many these were; the rest comes with the next run."""
    query = (
        _held()
        .where(
            desk_states.c.assignee_id.in_(sorted(absent)) & (desk_states.c.assigned_at < before)
            | ~_may_serve().exists()
        )
        .limit(AT_ONCE)
    )
    async with store.reading() as connection:
        found = (await connection.execute(query)).all()
    for row in sorted(found):  # ordered there, SQLite would look for them among all that there are
        async with store.writing() as connection:
            await _release(connection, store.partitions, row.conversation_id, row.assignee_id, now)
    return len(found)


async def serving(store: Store, before: datetime) -> list[str]:
    """Accounts that serve something open since before then, and were not seen since: who may be away."""
    unseen = accounts.c.last_seen_at.is_(None) | (accounts.c.last_seen_at < before)
    query = (
        select(accounts.c.id)
        .join(desk_states, desk_states.c.assignee_id == accounts.c.id)
        .where(in_state("open"), desk_states.c.assigned_at < before, unseen)
        .distinct()
        .limit(AT_ONCE)
    )
    async with store.reading() as connection:
        return list((await connection.execute(query)).scalars())


async def wake(store: Store, now: datetime) -> int:
    """Open again what was put aside until now. How many these were."""
    due = (in_state("snoozed"), desk_states.c.snoozed_until <= now)
    query = select(desk_states.c.conversation_id).where(*due).order_by(desk_states.c.snoozed_until)
    async with store.reading() as connection:
        found = (await connection.execute(query.limit(AT_ONCE))).scalars().all()
    for one in found:
        async with store.writing() as connection:
            await _wake(connection, store.partitions, one, now)
    return len(found)


async def _wake(connection: AsyncConnection, partitions: int, conversation_id: str, now: datetime) -> None:
    """Looked at again once it is held: an agent may have been first."""
    await hold(connection, conversation_id)
    state = await conversation_state(connection, conversation_id)
    before = None if state is None else state.handling
    if state is None or before is None or before.snoozed_until is None or before.snoozed_until > now:
        return
    await stands(connection, partitions, state, states.reopened(before), None, now)


async def _release(
    connection: AsyncConnection, partitions: int, conversation_id: str, account_id: str, now: datetime
) -> None:
    """Unless somebody else serves it by now."""
    await hold(connection, conversation_id)
    state = await conversation_state(connection, conversation_id)
    before = (state.handling if state is not None else None) or Handling()
    if state is not None and before.assignee_id == account_id:
        await stands(connection, partitions, state, states.assigned(before, None, now), None, now)


def _held() -> Select[tuple[str, str | None]]:
    query = select(desk_states.c.conversation_id, desk_states.c.assignee_id)
    return query.where(in_state("open"), desk_states.c.assignee_id.is_not(None))


def _may_serve() -> Select[tuple[str]]:
    """The membership by which an assignee serves."""
    return select(memberships.c.account_id).where(
        memberships.c.organisation_id == desk_states.c.organisation_id,
        memberships.c.account_id == desk_states.c.assignee_id,
        memberships.c.role.in_(sorted(MAY["converse"])),
    )
