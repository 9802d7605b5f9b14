"""Which program sits where a bot leads: that of the conversation's queue before that of its channel, before
that for all."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, ScalarSelect, Select, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from service.desk.bot.shapes import Kind
from service.messaging.sides import CONTACT
from service.store.bot_tables import bots
from service.store.tables import desk_states, in_state, messages
from service.store.typed import fetch, fetch_one
from wire.contracts.ids import is_id

MOST_OPEN = 100
"""Turns that a program gets which comes back."""

_sits = bots.alias("sits")


class Seated(msgspec.Struct, frozen=True, kw_only=True):
    """A program that is to answer a message."""

    id: str
    organisation_id: str
    kind: Kind
    language: str
    url: str | None
    secret: str | None
    failures: int
    retry_at: datetime | None
    conversation_id: str
    message_id: str
    posted_at: datetime


def seated(column: ColumnElement[Any]) -> ScalarSelect[Any]:
    """This column of the bot in the seat of a row of `desk_states`; null: the built-in one has it.

    `service.messaging.lookup` says the same in SQL of its own.
    """
    return (
        select(column)
        .where(
            _sits.c.organisation_id == desk_states.c.organisation_id,
            _sits.c.enabled,
            or_(_sits.c.channel_id.is_(None), _sits.c.channel_id == desk_states.c.channel_id),
            or_(_sits.c.queue_id.is_(None), _sits.c.queue_id == desk_states.c.queue_id),
        )
        .order_by(_sits.c.queue_id.is_(None), _sits.c.channel_id.is_(None), _sits.c.id)
        .limit(1)
        .correlate(desk_states)
        .scalar_subquery()
    )


SEATED_ID, SEATED_KIND = seated(_sits.c.id), seated(_sits.c.kind)


async def asked_of_programs(connection: AsyncConnection, message_ids: Collection[str]) -> list[Seated]:
    """Messages of contacts, among these, that a bot of any kind but the built-in is to answer."""
    if not message_ids:
        return []
    return await fetch(connection, Seated, _asked().where(messages.c.id.in_(sorted(message_ids))))


async def asked_of(connection: AsyncConnection, bot_id: str, message_id: str) -> Seated | None:
    """A message that this bot is to answer; None: it is another's, or nobody's any more."""
    if not is_id(message_id):
        return None
    return await fetch_one(
        connection, Seated, _asked().where(messages.c.id == message_id, bots.c.id == bot_id)
    )


async def open_turns(connection: AsyncConnection, bot_id: str) -> list[str]:
    """Ids of messages that this bot is to answer, each the last of its conversation, oldest first."""
    later = messages.alias()
    newer = select(later.c.id).where(
        later.c.conversation_id == messages.c.conversation_id,
        later.c.seq > messages.c.seq,
        ~later.c.withheld,
    )
    query = _asked().where(bots.c.id == bot_id, ~newer.exists()).order_by(messages.c.id).limit(MOST_OPEN)
    return [one.message_id for one in await fetch(connection, Seated, query)]


def _asked() -> Select[Any]:
    return (
        select(
            bots,
            messages.c.conversation_id,
            messages.c.id.label("message_id"),
            messages.c.posted_at,
        )
        .select_from(messages)
        .join(desk_states, desk_states.c.conversation_id == messages.c.conversation_id)
        .join(bots, bots.c.id == SEATED_ID)
        .where(in_state("pending"), messages.c.side == CONTACT, ~messages.c.withheld)
    )
