"""The store's side of grouping: whose turn it is, what has no vector yet, and keeping what was made of it.

Every step is a short transaction that can be done twice: a night that ends halfway goes on where it was.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, and_, delete, exists, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from service.desk.painpoints.models import Unread, Window
from service.messaging.erasure import ERASED
from service.store import Store
from service.store.painpoint_tables import painpoint_messages, painpoint_runs, painpoints
from service.store.tables import contacts, messages, organisations
from service.store.typed import columns, fetch
from wire.contracts.ids import first_id

LOOKS_BACK = timedelta(days=28)
KEPT = timedelta(days=91)
"""So long a message stays in its group, and a group that has none any more stays known."""
MOST = 100_000
"""Messages that are grouped of one organisation, the newest."""
AGAIN = timedelta(minutes=10)
"""After so long is looked again where there was too little, or where groups are `YOUNG`."""
YOUNG = timedelta(hours=1)
"""So old is the first group of an organisation before it waits for the night: what was written before it was
looked at first is being translated still.
"""
EARLIER = timedelta(hours=1)
"""An id is made before its message is posted; never so much."""


async def due(
    store: Store, night: datetime, now: datetime, but: Collection[str] = ()
) -> tuple[str, str] | None:
    """Id and language of an organisation with customers that nobody has looked at since that night; where
    there was too little to group, or where all of it is new, for some minutes.
    """
    found = exists().where(painpoints.c.organisation_id == organisations.c.id)
    young, old = (
        found.where(painpoints.c.found_at > now - YOUNG),
        found.where(painpoints.c.found_at <= now - YOUNG),
    )
    looked = or_(
        and_(painpoint_runs.c.ended_at >= night, painpoint_runs.c.messages > 0, or_(~young, old)),
        painpoint_runs.c.ended_at >= now - AGAIN,
    )
    done = exists().where(painpoint_runs.c.organisation_id == organisations.c.id, looked)
    query = (
        select(organisations.c.id, organisations.c.language)
        .where(
            ~done,
            exists().where(contacts.c.organisation_id == organisations.c.id),
            organisations.c.id.not_in(list(but)),
        )
        .order_by(organisations.c.id)
        .limit(1)
    )
    async with store.reading() as connection:
        row = (await connection.execute(query)).one_or_none()
    return None if row is None else (row.id, row.language)


async def window(
    store: Store, organisation_id: str, language: str, now: datetime, most: int = MOST
) -> Window:
    """What this night looks at: four weeks, or as much of them as there are messages that can be grouped."""
    wanted = Window(organisation_id=organisation_id, language=language, since=now - LOOKS_BACK, until=now)
    last = written(wanted).with_only_columns(messages.c.posted_at).order_by(messages.c.posted_at.desc())
    async with store.reading() as connection:
        reached: datetime | None = await connection.scalar(last.offset(most - 1).limit(1))
    return (
        wanted
        if reached is None
        else Window(organisation_id=organisation_id, language=language, since=reached, until=now)
    )


def written(within: Window) -> Select[Any]:
    """Messages of customers that have words."""
    return select(messages).where(
        messages.c.id >= first_id(within.since - EARLIER),
        messages.c.organisation_id == within.organisation_id,
        messages.c.author_kind == "contact",
        messages.c.text != ERASED,
        messages.c.posted_at >= within.since,
        messages.c.posted_at < within.until,
    )


async def any_of(store: Store, within: Window, enough: int) -> bool:
    """Whether there are so many messages that can be grouped."""
    query = written(within).with_only_columns(messages.c.id).offset(enough - 1).limit(1)
    async with store.reading() as connection:
        return await connection.scalar(query) is not None


async def unread(store: Store, within: Window, model: str, most: int) -> list[Unread]:
    """Messages without a vector of this model, the newest first."""
    mine = painpoint_messages.c
    query = (
        written(within)
        .with_only_columns(*columns(Unread, messages))
        .outerjoin_from(messages, painpoint_messages, mine.message_id == messages.c.id)
        .where(or_(mine.message_id.is_(None), mine.model != model))
        .order_by(messages.c.id.desc())
        .limit(most)
    )
    async with store.reading() as connection:
        return await fetch(connection, Unread, query)


async def keep(
    store: Store, organisation_id: str, read: Sequence[Unread], vectors: Sequence[bytes], model: str
) -> int:
    """Keep vectors of messages that still say what was read. How many they were."""
    async with store.writing() as connection:
        texts = await _texts(connection, [one.id for one in read])
        rows = [
            {
                "message_id": one.id, "organisation_id": organisation_id, "author_id": one.author_id,
                "conversation_id": one.conversation_id, "posted_at": one.posted_at, "model": model,
                "vector": vector, "language": one.language,
            }
            for one, vector in zip(read, vectors, strict=True) if texts.get(one.id) == one.text
        ]  # fmt: skip
        if rows:
            dialect: Any = postgresql if connection.dialect.name == "postgresql" else sqlite
            put = dialect.insert(painpoint_messages)
            new = {"model": put.excluded.model, "vector": put.excluded.vector}
            await connection.execute(put.on_conflict_do_update(index_elements=["message_id"], set_=new), rows)
    return len(rows)


async def _texts(connection: AsyncConnection, ids: Sequence[str]) -> dict[str, str]:
    query = select(messages.c.id, messages.c.text).where(messages.c.id.in_(ids))
    return {row.id: row.text for row in await connection.execute(query)}


async def drop_old(store: Store, organisation_id: str, before: datetime) -> int:
    """Rows of long ago, and of messages whose words went while they were read. How many they were."""
    gone = exists().where(messages.c.id == painpoint_messages.c.message_id, messages.c.text == ERASED)
    old = (
        painpoint_messages.c.organisation_id == organisation_id,
        or_(painpoint_messages.c.posted_at < before, gone),
    )
    async with store.reading() as connection:
        if await connection.scalar(select(painpoint_messages.c.message_id).where(*old).limit(1)) is None:
            return 0  # as nearly always: nobody who posts waits for this
    async with store.writing() as connection:
        return (await connection.execute(delete(painpoint_messages).where(*old))).rowcount
