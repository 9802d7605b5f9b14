"""Visitors whom no worker answers in time are handed to people; what only it has answered ends by itself."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from sqlalchemy import Select, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from service.desk.bot.acting import question_of, say
from service.desk.bot.decide import over
from service.desk.bot.replies import note_failure
from service.desk.bot.seats import asked_of_programs
from service.desk.commands import stands
from service.desk.states import Handling, resolved
from service.errors import ServiceError, Unavailable
from service.messaging.access import hold
from service.messaging.lookup import conversation_state
from service.messaging.sides import CONTACT, ORGANISATION
from service.store import Store
from service.store.leases import AHEAD
from service.store.tables import (
    conversations,
    desk_states,
    enrichments,
    in_state,
    messages,
    organisations,
)

log = logging.getLogger(__name__)

LATE = timedelta(seconds=20)
"""From a visitor's message on: after that nobody should wait for a worker any longer."""

QUIET = timedelta(hours=24)
"""After which a conversation that only the bot has answered is taken for done."""

AT_ONCE = 100


async def hand_over_late(store: Store, now: datetime) -> int:
    """Hand to people what waits for a worker too long. How many these were; the rest comes next time.

    In suspended organisations nobody says anything: what waits there would be in the way of others each time.
    """
    late = or_(
        messages.c.posted_at < now - LATE, messages.c.posted_at > now + AHEAD
    )  # the clock was set back
    stopped = select(organisations.c.id).where(organisations.c.suspended_at.is_not(None))
    query = select(messages.c.id).where(
        messages.c.side == CONTACT, late, conversations.c.organisation_id.not_in(stopped)
    )
    count = 0
    for message_id in await _led(store, query):
        async with store.reading() as connection:
            question = await question_of(connection, message_id)
            silent = await _silent(connection, message_id)
        if question is None:
            continue
        try:
            await say(store, question, over("late"))
            if silent is not None:
                await note_failure(store, question, silent, "timed_out")
        except Unavailable:
            raise
        except ServiceError as error:  # answered meanwhile, or forgotten
            log.info("a late conversation is not handed over: %s", type(error).__name__)
            continue
        count += 1
    return count


async def _silent(connection: AsyncConnection, message_id: str) -> str | None:
    """The program that was asked on its socket, and has said nothing; None: none was. Before a message is
    understood nobody is asked."""
    status = select(enrichments.c.status).where(enrichments.c.message_id == message_id)
    if await connection.scalar(status) == "pending":
        return None
    found = await asked_of_programs(connection, [message_id])
    return next((one.id for one in found if one.kind == "socket"), None)


async def settle_quiet(store: Store, now: datetime) -> int:
    """Resolve what the bot has answered, and nobody has written in since. How many these were."""
    query = select(messages.c.conversation_id).where(
        messages.c.side == ORGANISATION, messages.c.posted_at < now - QUIET
    )
    found = await _led(store, query)
    for one in found:
        async with store.writing() as connection:
            await hold(connection, one)
            state = await conversation_state(connection, one)
            before = (None if state is None else state.handling) or Handling()
            if state is not None and before.state == "pending" and state.active_at < now - QUIET:
                await stands(connection, store.partitions, state, resolved(before, now), None, now)
    return len(found)


async def _led(store: Store, query: Select[tuple[str]]) -> list[str]:
    """What is asked of the last message of each conversation that a bot leads. What agents note there among
    themselves answers nobody, and is none."""
    other = messages.alias()
    newest = select(func.max(other.c.seq)).where(
        other.c.conversation_id == conversations.c.id, ~other.c.withheld
    )
    whole = (
        query.join(conversations, messages.c.conversation_id == conversations.c.id)
        .join(desk_states, desk_states.c.conversation_id == conversations.c.id)
        .where(in_state("pending"), messages.c.seq == newest.scalar_subquery())
        .order_by(conversations.c.id)
        .limit(AT_ONCE)
    )
    async with store.reading() as connection:
        return [str(one) for one in (await connection.execute(whole)).scalars()]
