"""What is attached to messages on their way to workers: so that whoever posts waits for none of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import Row, exists, select
from sqlalchemy.ext.asyncio import AsyncConnection

from service.enrichment.context import language_context
from service.knowledge.scopes import context_of
from service.messaging.access import RELATION
from service.messaging.relation import relation
from service.store import outbox
from service.store.tables import canned, conversations, corrections, own_answers, terms
from wire.broker.streams import BULK, MESSAGES
from wire.contracts.codec import decoder, encode
from wire.contracts.errors import DecodeError
from wire.contracts.events import MessagePosted

_decode = decoder(MessagePosted)
_OF_MESSAGES = (f"{MESSAGES}:", f"{BULK}:")


async def attach_context(connection: AsyncConnection, rows: Sequence[outbox.Row]) -> list[outbox.Row]:
    """The same rows in the same order; messages among them with words, memory and answers in scope now.

    Any transaction will do. A message that has some already, whose conversation is gone, or that cannot be
    read stays as it is: it is for workers to say what is wrong with it.
    """
    posted = {row.id: event for row in rows if (event := _bare(row)) is not None}
    if not posted or not await _anything(connection):
        return list(rows)
    talks = await _talks(connection, {one.conversation_id for one in posted.values()})
    attached: list[outbox.Row] = []
    for row in rows:
        event = posted.get(row.id)
        if event is not None and event.conversation_id in talks:
            event = await _with_aids(connection, event, talks[event.conversation_id])
            row = outbox.Row(row.id, row.stream, encode(event))
        attached.append(row)
    return attached


def _bare(row: outbox.Row) -> MessagePosted | None:
    """The message of a row, if it is one that has nothing attached."""
    if not row.stream.startswith(_OF_MESSAGES):
        return None
    try:
        event = _decode(row.body)
    except DecodeError:
        return None
    return None if event.terms or event.memory or event.answers else event


async def _with_aids(connection: AsyncConnection, event: MessagePosted, talk: Row[Any]) -> MessagePosted:
    reader_id = talk.high_id if event.author_id == talk.low_id else talk.low_id
    stands = relation(talk, event.author_id)
    setting = context_of(event.conversation_id, event.author_id, reader_id, stands)
    aids = await language_context(connection, setting, event.text, event.targets[0], answers=event.suggest)
    return msgspec.structs.replace(event, terms=aids.terms, memory=aids.memory, answers=aids.answers)


async def _anything(connection: AsyncConnection) -> bool:
    """Whether anybody has taught this house anything: where not, one question serves a whole batch."""
    query = select(*(exists(select(one.c.id)) for one in (terms, corrections, canned, own_answers)))
    return any((await connection.execute(query)).one())


async def _talks(connection: AsyncConnection, ids: set[str]) -> dict[str, Row[Any]]:
    query = select(conversations.c.id, *RELATION).where(conversations.c.id.in_(sorted(ids)))
    return {row.id: row for row in await connection.execute(query)}
