"""Articles as workers search them, and which messages are to be answered from them."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from service.desk.bot.seats import SEATED_KIND
from service.store.bot_tables import bots
from service.store.outbox import Row
from service.store.tables import articles, desk_states, organisations, participants, passages
from service.store.typed import fetch
from wire.contracts.shelf import Shelf, ShelfPassage

_MAY_MOVE = (
    select(bots.c.id)
    .where(
        bots.c.organisation_id == desk_states.c.organisation_id, bots.c.enabled, bots.c.queue_id.is_not(None)
    )
    .exists()
)
"""A queue has a bot of its own: once it is understood what is written, another one may be to answer."""

MOST = 10_000
"""Organisations whose articles are kept on the broker."""


class _Led(msgspec.Struct, frozen=True):
    conversation_id: str
    contact_id: str
    articles_rev: int


class _Rev(msgspec.Struct, frozen=True):
    id: str
    articles_rev: int


async def revs(connection: AsyncConnection) -> dict[str, int]:
    """Of the articles of each organisation whose bot is on."""
    query = select(organisations.c.id, organisations.c.articles_rev).where(organisations.c.bot)
    found = await fetch(connection, _Rev, query.order_by(organisations.c.id).limit(MOST))
    return {one.id: one.articles_rev for one in found}


async def shelf_of(connection: AsyncConnection, organisation_id: str, rev: int) -> Shelf:
    """All passages of an organisation, in order."""
    query = (
        select(
            passages.c.id,
            passages.c.article_id,
            articles.c.title,
            passages.c.heading,
            articles.c.language,
            passages.c.text,
            articles.c.always_human,
        )
        .join(articles, articles.c.id == passages.c.article_id)
        .where(passages.c.organisation_id == organisation_id)
        .order_by(articles.c.id, passages.c.number)
    )
    found = await fetch(connection, ShelfPassage, query)
    return Shelf(organisation_id=organisation_id, rev=rev, passages=tuple(found))


async def asked_of_bots(connection: AsyncConnection, rows: Sequence[Row]) -> list[Row]:
    """The same rows in the same order; messages to a bot that leads with what it is to answer from."""
    posted = {row.id: event for row in rows if (event := row.posted) and event.organisation_id}
    led = {
        (one.conversation_id, one.contact_id): one.articles_rev
        for one in await _led(connection, {one.conversation_id for one in posted.values()})
    }
    if not led:
        return list(rows)
    asked: list[Row] = []
    for row in rows:
        event = posted.get(row.id)
        rev = None if event is None else led.get((event.conversation_id, event.author_id))
        if event is not None and rev is not None:
            row = row.saying(msgspec.structs.replace(event, shelf=rev))
        asked.append(row)
    return asked


async def _led(connection: AsyncConnection, conversation_ids: set[str]) -> list[_Led]:
    if not conversation_ids:
        return []
    key = desk_states.c.conversation_id
    query = (
        select(key, participants.c.contact_id, organisations.c.articles_rev)
        .join(organisations, organisations.c.id == desk_states.c.organisation_id)
        .join(participants, participants.c.conversation_id == key)
        .where(
            key.in_(sorted(conversation_ids)),
            desk_states.c.state == "pending",
            organisations.c.bot,
            or_(func.coalesce(SEATED_KIND, "model") == "model", _MAY_MOVE),  # others are asked by themselves
            participants.c.contact_id.is_not(None),
        )
    )
    return await fetch(connection, _Led, query)
