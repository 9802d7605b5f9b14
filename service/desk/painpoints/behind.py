"""What is behind a group: its conversations, and what some of its customers wrote."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from service.desk.painpoints.models import Asked, Behind, InConversation, Said
from service.desk.painpoints.shown import check, counting
from service.errors import NotFound
from service.identity import policy
from service.messaging import views
from service.messaging.erasure import ERASED
from service.messaging.stored import StoredMessage, message_rows
from service.store import Store
from service.store.painpoint_tables import painpoint_messages, painpoints
from service.store.tables import messages, organisations
from service.store.typed import fetch
from wire.contracts.ids import is_id

MOST = 100
EXAMPLES, ALIKE = 5, 4
"""Examples that are shown, of how many times as many: what was written alike is shown once."""
_MINE = painpoint_messages.c


async def behind(store: Store, me_id: str, organisation_id: str, painpoint_id: str, asked: Asked) -> Behind:
    """Conversations with messages of a group that count, the latest first; examples where the organisation
    lets what was written be shown. InvalidInput, NotFound, NotYours, RoleLacks.
    """
    check(asked)
    async with store.reading() as connection:
        await policy.must(connection, me_id, organisation_id, "measure")
        same = painpoints.c.id == painpoint_id, painpoints.c.organisation_id == organisation_id
        query = (
            select(organisations.c.keeps_text, organisations.c.language)
            .join(painpoints, painpoints.c.organisation_id == organisations.c.id)
            .where(*same)
        )
        row = (await connection.execute(query)).one_or_none() if is_id(painpoint_id) else None
        if row is None:
            raise NotFound("There is no such group.")
        counts = [
            *counting(organisation_id, asked, asked.since, asked.until), _MINE.painpoint_id == painpoint_id
        ]  # fmt: skip
        return Behind(
            id=painpoint_id,
            conversations=await _conversations(connection, counts),
            examples=await _examples(connection, counts, row.language) if row.keeps_text else (),
        )


async def _conversations(connection: AsyncConnection, counts: list[Any]) -> tuple[InConversation, ...]:
    latest = func.max(_MINE.posted_at)
    query = (
        select(
            _MINE.conversation_id,
            func.count().label("messages"),
            func.count().filter(_MINE.sentiment == "negative").label("negative"),
            latest.label("posted_at"),
        )
        .where(*counts)
        .group_by(_MINE.conversation_id)
        .order_by(latest.desc(), _MINE.conversation_id)
        .limit(MOST)
    )
    return tuple(await fetch(connection, InConversation, query))


async def _examples(connection: AsyncConnection, counts: list[Any], language: str) -> tuple[Said, ...]:
    """Of different customers, those most like their group."""
    order = func.row_number().over(
        partition_by=_MINE.author_id, order_by=(_MINE.similarity.desc(), _MINE.message_id)
    )
    first = select(_MINE.message_id, _MINE.similarity, order.label("number")).where(*counts).subquery()
    query = (
        message_rows()
        .join(first, first.c.message_id == messages.c.id)
        .where(first.c.number == 1, messages.c.text != ERASED)
        .order_by(first.c.similarity.desc(), messages.c.id)
        .limit(EXAMPLES * ALIKE)
    )
    found: dict[str, StoredMessage] = {}
    for row in await fetch(connection, StoredMessage, query):
        found.setdefault(row.text.casefold(), row)
    return tuple(_said(row, language) for row in list(found.values())[:EXAMPLES])


def _said(row: StoredMessage, language: str) -> Said:
    known = views.enrichment_of(row.body)
    spoken, translated = known.language or row.language, known.translations.get(language)
    return Said(
        conversation_id=row.conversation_id,
        text=row.text,
        language=spoken,
        read=None if spoken == language or translated is None else translated.text,
        posted_at=row.posted_at,
    )
