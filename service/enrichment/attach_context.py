"""What is attached to messages on their way to workers: so that whoever posts waits for none of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncConnection

from service.enrichment.context import language_context
from service.knowledge.scopes import context_of
from service.messaging.relation import relation
from service.messaging.sides import RELATION, theirs, with_sides
from service.store import outbox
from service.store.tables import messages
from wire.broker.streams import BULK, MESSAGES
from wire.contracts.events import MessagePosted

ANYTHING_TAUGHT = (
    "SELECT EXISTS (SELECT 1 FROM terms), EXISTS (SELECT 1 FROM corrections), "
    "EXISTS (SELECT 1 FROM canned), EXISTS (SELECT 1 FROM own_answers)"
)
"""Whether there is anything at all to attach, in either database's SQL."""

_OF_MESSAGES = (f"{MESSAGES}:", f"{BULK}:")


async def attach_context(connection: AsyncConnection, rows: Sequence[outbox.Row]) -> list[outbox.Row]:
    """The same rows in the same order; messages among them with words, memory and answers in scope now.

    Any transaction will do. A message that has some already, whose conversation is gone, or that cannot be
    read stays as it is: it is for workers to say what is wrong with it.
    """
    posted = {row.id: event for row in rows if (event := _bare(row)) is not None}
    if not posted:
        return list(rows)
    stored = await _stored(connection, {one.message_id for one in posted.values()})
    attached: list[outbox.Row] = []
    for row in rows:
        event = posted.get(row.id)
        if event is not None and event.message_id in stored:
            event = await _with_context(connection, event, stored[event.message_id])
            row = row.saying(event)
        attached.append(row)
    return attached


def _bare(row: outbox.Row) -> MessagePosted | None:
    """The message of a row, if it is one that has nothing attached."""
    event = row.posted if row.stream.startswith(_OF_MESSAGES) else None
    return None if event is None or event.terms or event.memory or event.answers else event


async def _with_context(connection: AsyncConnection, event: MessagePosted, row: Row[Any]) -> MessagePosted:
    within = context_of(row, relation(row))
    context = await language_context(connection, within, event.text, event.targets[0], answers=event.suggest)
    return msgspec.structs.replace(event, terms=context.terms, memory=context.memory, answers=context.answers)


async def _stored(connection: AsyncConnection, ids: set[str]) -> dict[str, Row[Any]]:
    """By message: who reads it, and how its author's side stands to that one."""
    columns = (messages.c[one] for one in ("id", "conversation_id", "organisation_id", "author_id"))
    query = with_sides(select(*columns, theirs.c.party_id.label("reader_id"), *RELATION))
    return {row.id: row for row in await connection.execute(query.where(messages.c.id.in_(sorted(ids))))}
