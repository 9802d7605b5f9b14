"""Conversations whose topic is understood come to the queue for it, while nobody serves them.

A queue may have a bot of its own: that one leads from there on, and where none does, people do.

A queue for topics takes nothing when a conversation opens: what it is about is known when a worker has read
what was written. From there on the first topic counts: what waits in a queue for topics stays there.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from service.desk.commands import stands
from service.desk.routing import lists
from service.desk.routing.choosing import queue_for
from service.desk.states import handed_over
from service.messaging.access import hold
from service.messaging.lookup import conversation_state
from service.messaging.rules import language_of
from service.messaging.sides import CONTACT
from service.store import Store
from service.store.tables import desk_states, messages, queues
from wire.contracts.events import Enriched

log = logging.getLogger(__name__)

TASK = "topic"
NONE = lists.kept(())


async def place(store: Store, found: Sequence[Enriched]) -> int:
    """Of these messages, those of contacts with a topic. How many conversations came to another queue; again
    it moves none. Unavailable: the store is busy."""
    topics = {one.message_id: topic for one in found if (topic := _topic(one)) is not None}
    whose = {one.organisation_id for one in found if one.message_id in topics and one.organisation_id}
    if not whose:
        return 0
    asked = (
        select(messages.c.id, messages.c.conversation_id)
        .join(desk_states, desk_states.c.conversation_id == messages.c.conversation_id)
        .where(
            messages.c.id.in_(sorted(topics)),
            messages.c.side == CONTACT,
            desk_states.c.state.in_(("open", "pending")),
            desk_states.c.assignee_id.is_(None),
            select(queues.c.id)
            .where(queues.c.organisation_id == desk_states.c.organisation_id, queues.c.topics != NONE)
            .exists(),
        )
        .order_by(messages.c.conversation_id, messages.c.seq)
    )
    async with store.reading() as connection:
        rows = (await connection.execute(asked)).all()
    moved = 0
    for message_id, conversation_id in rows:

        async def one(
            connection: AsyncConnection, where: str = conversation_id, topic: str = topics[message_id]
        ) -> bool:
            return await _place(connection, store.partitions, where, topic)

        moved += await store.transact(one)
    return moved


def _topic(one: Enriched) -> str | None:
    return next((each.label for each in one.annotations if each.task == TASK and each.label), None)


async def _place(connection: AsyncConnection, partitions: int, conversation_id: str, topic: str) -> bool:
    """Once it is held: somebody may serve it by now, or have put it somewhere."""
    await hold(connection, conversation_id)
    state = await conversation_state(connection, conversation_id)
    before = None if state is None else state.handling
    if state is None or before is None or before.state not in ("open", "pending"):
        return False
    if before.assignee_id is not None or before.left_by is not None or before.first_reply_at is not None:
        return False
    about = await connection.scalar(select(queues.c.topics).where(queues.c.id == before.queue_id))
    contact = next((one for one in state.parties if one.side == CONTACT), None)
    if contact is None or about not in (None, NONE):
        return False
    whose = state.organisation_id or ""
    here = desk_states.c.conversation_id == conversation_id
    channel_id = await connection.scalar(select(desk_states.c.channel_id).where(here))
    language = language_of(state, contact)
    if before.queue_id not in (None, await queue_for(connection, whose, language, channel_id)):
        return False  # it did not come there by itself
    queue_id = await queue_for(connection, whose, language, channel_id, topic)
    if queue_id is None or queue_id == before.queue_id:
        return False
    after = msgspec.structs.replace(before, queue_id=queue_id)
    await stands(connection, partitions, state, after, None, state.active_at)
    await _goes_to_people(connection, partitions, conversation_id)
    return True


async def _goes_to_people(connection: AsyncConnection, partitions: int, conversation_id: str) -> None:
    """Where the bot of the queue from which it came led it, and in this one nobody does."""
    state = await conversation_state(connection, conversation_id)
    if state is None or state.handling is None or state.led:
        return
    await stands(connection, partitions, state, handed_over(state.handling), None, state.active_at)
