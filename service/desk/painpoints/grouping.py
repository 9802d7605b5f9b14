"""What is grouped in a night, and keeping the groups: the same ones where the night before had them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from service.desk.painpoints.keeping import KEPT, written
from service.desk.painpoints.models import Night, Row, Window
from service.messaging import views
from service.store import Store
from service.store.painpoint_tables import painpoint_messages, painpoint_runs, painpoints
from service.store.tables import accounts, contacts, enrichments, memberships, messages
from service.store.typed import fetch
from wire.contracts.ids import new_id

PAGE = 1000
READ = 1000
"""Characters of a text that a group is named by: a hundred thousand of the longest would fill a gigabyte."""
_MINE = painpoint_messages.c


class _Stored(msgspec.Struct, frozen=True, kw_only=True):
    message_id: str
    author_id: str
    text: str
    own_language: str
    body: str
    vector: bytes
    painpoint_id: str | None
    language: str
    sentiment: str | None


async def rows(store: Store, within: Window, model: str) -> list[Row]:
    """All messages of a night that have a vector, the newest first."""
    query = (
        written(within)
        .with_only_columns(
            _MINE.message_id, _MINE.author_id, messages.c.text, messages.c.language.label("own_language"),
            enrichments.c.body, _MINE.vector, _MINE.painpoint_id, _MINE.language, _MINE.sentiment,
        )
        .join_from(messages, painpoint_messages, _MINE.message_id == messages.c.id)
        .join(enrichments, enrichments.c.message_id == messages.c.id)
        .where(_MINE.model == model)
        .order_by(messages.c.id.desc())
        .limit(PAGE)
    )  # fmt: skip
    found: list[Row] = []
    after: str | None = None
    while True:
        page = query if after is None else query.where(messages.c.id < after)
        async with store.reading() as connection:
            some = await fetch(connection, _Stored, page)
        found += [_row(one, within.language) for one in some]
        if len(some) < PAGE:
            return found
        after = some[-1].message_id


def _row(one: _Stored, language: str) -> Row:
    known = views.enrichment_of(one.body)
    spoken, translated = known.language or one.own_language, known.translations.get(language)
    read = one.text if spoken == language else (translated.text if translated else None)
    return Row(
        message_id=one.message_id,
        author_id=one.author_id,
        vector=one.vector,
        language=spoken,
        sentiment=known.sentiment.label if known.sentiment else None,
        read=read and read[:READ],
        kept=(one.painpoint_id, one.language, one.sentiment),
    )


async def called(store: Store, within: Window) -> list[str]:
    """What the people are called who write in this time, and those who answer: no word of a group."""
    authors = written(within).with_only_columns(messages.c.author_id)
    customers = select(contacts.c.name).where(contacts.c.id.in_(authors))
    members = (
        select(accounts.c.name)
        .join(memberships, memberships.c.account_id == accounts.c.id)
        .where(memberships.c.organisation_id == within.organisation_id)
    )
    async with store.reading() as connection:
        return list((await connection.execute(customers.union(members))).scalars())


async def known(store: Store, organisation_id: str) -> list[tuple[str, bytes]]:
    """Id and middle of each group of before."""
    query = select(painpoints.c.id, painpoints.c.middle).where(
        painpoints.c.organisation_id == organisation_id
    )
    async with store.reading() as connection:
        return [(row.id, row.middle) for row in await connection.execute(query.order_by(painpoints.c.id))]


async def write(store: Store, within: Window, looked: Sequence[Row], night: Night, now: datetime) -> int:
    """Keep what a night has found. How many messages are in a group.

    The run is noted last: what ends before is grouped again, and finds the groups that are there already.
    """
    ids = await _groups(store, within, night, now)
    for page in _changed(looked, night, ids):
        async with store.writing() as connection:
            await connection.execute(_PUT, page)
    async with store.writing() as connection:
        await _note(connection, within, len(looked), now)
    return sum(one >= 0 for one in night.of)


_PUT = (
    update(painpoint_messages)
    .where(_MINE.message_id == bindparam("key"))
    .values(
        painpoint_id=bindparam("group"), similarity=bindparam("like"), language=bindparam("spoken"),
        sentiment=bindparam("felt"),
    )
)  # fmt: skip


async def _groups(store: Store, within: Window, night: Night, now: datetime) -> list[str]:
    """Write the groups, and give the id of each."""
    ids = [one.known or new_id() for one in night.groups]
    async with store.writing() as connection:
        for id_, one in zip(ids, night.groups, strict=True):
            values = {"words": msgspec.json.encode(one.words).decode(), "middle": one.middle, "seen_at": now}
            if one.known:
                same = painpoints.c.id == id_, painpoints.c.organisation_id == within.organisation_id
                await connection.execute(update(painpoints).where(*same).values(values))
            else:
                row = {"id": id_, "organisation_id": within.organisation_id, "found_at": now}
                await connection.execute(insert(painpoints).values(values | row))
    return ids


def _changed(looked: Sequence[Row], night: Night, ids: Sequence[str]) -> Iterator[list[dict[str, Any]]]:
    """Pages of what is not as last night."""
    page: list[dict[str, Any]] = []
    for one, group, like in zip(looked, night.of, night.like, strict=True):
        now = (ids[group] if group >= 0 else None, one.language, one.sentiment)
        if now != one.kept:
            fields = dict(zip(("group", "spoken", "felt"), now, strict=True))
            page.append(fields | {"key": one.message_id, "like": like if group >= 0 else None})
        if len(page) == PAGE:
            yield page
            page = []
    if page:
        yield page


async def _note(connection: AsyncConnection, within: Window, looked: int, now: datetime) -> None:
    """The run, as a whole one. What nights before have looked at without a gap counts as looked at."""
    old = delete(painpoints).where(
        painpoints.c.organisation_id == within.organisation_id, painpoints.c.seen_at < now - KEPT
    )
    await connection.execute(old)
    whose = select(painpoint_runs).where(painpoint_runs.c.organisation_id == within.organisation_id)
    before = (await connection.execute(whose)).one_or_none()
    since = within.since
    if before is not None and before.until >= since:
        since = max(min(before.since, since), now - KEPT)
    row = {"ended_at": now, "until": within.until, "since": since, "messages": looked}
    row |= {"language": within.language}
    dialect: Any = postgresql if connection.dialect.name == "postgresql" else sqlite
    put = dialect.insert(painpoint_runs).values(row | {"organisation_id": within.organisation_id})
    await connection.execute(put.on_conflict_do_update(index_elements=["organisation_id"], set_=row))
