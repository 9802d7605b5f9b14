"""Promises that will be broken soon, or were: told to the agents and to analytics, once each."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from service.desk.commands import stands
from service.desk.routing.promises import looked
from service.messaging.access import hold
from service.messaging.lookup import conversation_state
from service.store import Store
from service.store.tables import desk_states

AT_ONCE = 200
"""Conversations of one run, each in a transaction of its own."""


async def alert(store: Store, now: datetime) -> int:
    """Tell of what is due, and reckon anew where hours or promises have changed. How many were looked at; the
    rest comes with the next run. Again, or in two processes, it tells nothing twice."""
    query = select(desk_states.c.conversation_id).where(desk_states.c.look_at <= now)
    async with store.reading() as connection:
        rows = await connection.execute(query.order_by(desk_states.c.look_at).limit(AT_ONCE))
        found = rows.scalars().all()
    for one in found:

        async def tell(connection: AsyncConnection, one: str = one) -> None:
            await _look(connection, store.partitions, one, now)

        await store.transact(tell)
    return len(found)


async def _look(connection: AsyncConnection, partitions: int, conversation_id: str, now: datetime) -> None:
    """Once it is held: somebody may have answered."""
    await hold(connection, conversation_id)
    state = await conversation_state(connection, conversation_id)
    before = None if state is None else state.handling
    if state is None or before is None or before.look_at is None or before.look_at > now:
        return
    after = looked(before, state.terms_in(before.queue_id), now)
    await stands(connection, partitions, state, after, None, now)
