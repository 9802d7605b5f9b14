"""Asking workers for an enrichment: for a new message, and again for stored ones."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from msgspec import structs
from sqlalchemy import Row, Select, and_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from service.enrichment.context import LanguageContext, language_context
from service.knowledge.scopes import context_of
from service.messaging import views
from service.messaging.erasure import ERASED
from service.messaging.readers import LANGUAGE, languages_of, with_readers
from service.messaging.relation import relation
from service.messaging.rules import address_of
from service.messaging.sides import RELATION, mine, theirs, with_sides
from service.messaging.stored import FOUND
from service.models import Enrichment
from service.store import outbox
from service.store.tables import accounts, conversations, enrichments, messages, organisations
from wire.broker.streams import BULK, MESSAGES, partition_of, stream
from wire.contracts.contents import alt_of, content_of, link_words
from wire.contracts.events import MessagePosted, Turn

TURNS = 4
"""Earlier messages that go along as context."""

REPLY_ENGINE = "reply"
"""Engine of a translation that came with a suggestion: known before any worker looks."""

PERSON_ENGINE = "person"
"""Engine of a translation that somebody has corrected by hand: no worker changes it."""

_writer = accounts.alias("writer")

KEPT = (REPLY_ENGINE, PERSON_ENGINE)


def row_for(event: MessagePosted, partitions: int, name: str = MESSAGES) -> tuple[str, MessagePosted]:
    """The outbox row of a message that wants enrichment; on `bulk` where nobody waits for this very one."""
    return stream(name, partition_of(event.conversation_id, partitions)), event


async def queue_again(
    connection: AsyncConnection,
    partitions: int,
    ids: Sequence[str],
    now: datetime,
    *,
    attempts: int | None = None,
    account: str | None = None,
    name: str = BULK,
) -> None:
    """Queue stored messages for the language that their reader has now. The caller marks them as pending.

    Counts one more attempt, or starts from `attempts` where it is given. `account`: who caused this work,
    where not each author did: nobody's share goes for what others ask. `name`: `messages` where one waits.
    """
    events = [structs.replace(one, account=account) for one in await events_of(connection, ids, now)]
    await outbox.put(connection, [row_for(event, partitions, name) for event in events])
    counted = messages.c.attempts + 1 if attempts is None else attempts
    await connection.execute(
        update(messages).where(messages.c.id.in_(ids)).values(queued_at=now, attempts=counted)
    )


async def events_of(
    connection: AsyncConnection, ids: Sequence[str], queued_at: datetime | None = None
) -> list[MessagePosted]:
    """What workers are to be asked about stored messages, in order. Without a time: queued when they were."""
    turns = await _turns(connection, ids)
    rows = (await connection.execute(_wanted(ids))).all()
    read, events = await _read(connection, rows), []
    for row in rows:
        stands = relation(row)
        within = context_of(row, stands)
        suggest = row.suggestions and stands.reaches_them
        context = await language_context(connection, within, row.text, row.target, answers=suggest)
        event = _event(row, read[row.id], turns.get(row.id, ()), context, queued_at or row.queued_at)
        events.append(structs.replace(event, suggest=suggest))
    return events


class Fact(msgspec.Struct, frozen=True, kw_only=True):
    """A stored message as it was queued, without what helps to understand it; and what is known of it."""

    posted: MessagePosted
    known: Enrichment
    updated_at: datetime
    """When what is known was made."""


async def facts_of(connection: AsyncConnection, ids: Sequence[str]) -> list[Fact]:
    """What analytics may be told again of stored messages, in order."""
    query = _wanted(ids).add_columns(enrichments.c.updated_at, FOUND)
    rows = (await connection.execute(query)).all()
    read = await _read(connection, rows)
    return [
        Fact(
            posted=_event(row, read[row.id], (), LanguageContext(), row.queued_at),
            known=views.annotated(views.enrichment_of(row.body), row.annotations),
            updated_at=row.updated_at,
        )
        for row in rows
    ]


async def _read(connection: AsyncConnection, rows: Sequence[Row[Any]]) -> dict[str, tuple[str, ...]]:
    """Languages that each message is to be read in, the reader's own first, by message."""
    organisations = {row.reader_id for row in rows if row.reader_kind == "organisation"}
    spoken = await languages_of(connection, organisations)
    return {row.id: spoken.get(row.reader_id, (row.target,)) for row in rows}


async def turns_before(
    connection: AsyncConnection, conversation_id: str, seq: int, side: int
) -> tuple[Turn, ...]:
    """The context of a message of this side with this `seq`: oldest first, nothing withheld."""
    query = (
        select(messages.c.author_id, messages.c.text, messages.c.side)
        .where(
            messages.c.conversation_id == conversation_id,
            messages.c.seq.between(seq - TURNS, seq - 1),
            ~messages.c.withheld,
            messages.c.text != ERASED,
        )
        .order_by(messages.c.seq)
    )
    rows = await connection.execute(query)
    return tuple(Turn(author_id=row.author_id, text=row.text, own=row.side == side) for row in rows)


async def _turns(connection: AsyncConnection, ids: Sequence[str]) -> dict[str, tuple[Turn, ...]]:
    """The context of each of these messages, in one query."""
    before = messages.alias("before")
    near = and_(
        before.c.conversation_id == messages.c.conversation_id,
        before.c.seq.between(messages.c.seq - TURNS, messages.c.seq - 1),
        ~before.c.withheld,
        before.c.text != ERASED,
    )
    same = before.c.side == messages.c.side
    query = (
        select(messages.c.id, before.c.author_id, before.c.text, same.label("own"))
        .join_from(messages, before, near)
        .where(messages.c.id.in_(ids))
        .order_by(messages.c.id, before.c.seq)
    )
    found: dict[str, tuple[Turn, ...]] = {}
    for row in await connection.execute(query):
        found[row.id] = (*found.get(row.id, ()), Turn(author_id=row.author_id, text=row.text, own=row.own))
    return found


def _wanted(ids: Sequence[str]) -> Select[Any]:
    """Messages with the language and the wish for suggestions of their reader, in order."""
    return (
        with_readers(
            with_sides(
                select(
                    messages,
                    conversations.c.demo,
                    *RELATION,
                    LANGUAGE.label("target"),
                    theirs.c.party_id.label("reader_id"),
                    theirs.c.kind.label("reader_kind"),
                    theirs.c.suggestions,
                    mine.c.address,
                    organisations.c.address.label("usual_address"),
                    _writer.c.gender.label("writer"),
                    enrichments.c.body,
                ).join_from(messages, conversations, conversations.c.id == messages.c.conversation_id)
            )
        )
        .join(enrichments, enrichments.c.message_id == messages.c.id)
        .outerjoin(_writer, _writer.c.id == messages.c.author_id)
        .where(messages.c.id.in_(ids))
        .order_by(messages.c.conversation_id, messages.c.seq)
    )


def _event(
    row: Row[Any], targets: tuple[str, ...], turns: tuple[Turn, ...], context: LanguageContext, now: datetime
) -> MessagePosted:
    known = views.enrichment_of(row.body).translations
    content = content_of(row.kind, row.content)
    alt = alt_of(content)
    return MessagePosted(
        message_id=row.id,
        conversation_id=row.conversation_id,
        seq=row.seq,
        author_id=row.author_id,
        author_kind=row.author_kind,
        text=row.text,
        language=row.language,
        targets=targets,
        context=turns,
        given={language: one for language, one in known.items() if one.engine in KEPT},
        posted_at=row.posted_at,
        queued_at=now,
        terms=context.terms,
        memory=context.memory,
        answers=context.answers,
        organisation_id=row.organisation_id,
        demo=row.demo,
        kind=row.kind,
        alt=alt,
        link=link_words(content),
        elsewhere=not (row.text or alt),
        address=address_of(row.address, row.usual_address, row.organisation_id),
        writer=row.writer,
    )
