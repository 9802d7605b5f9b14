"""The translation memory as a file: what people corrected, taken out, or brought in by the operator."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice
from typing import Any, Literal

import msgspec
from sqlalchemy import Row, Select, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from service.errors import InvalidInput, ServiceError, Swells
from service.knowledge.keys import segment_key, sentences
from service.knowledge.scopes import INSTALLATION, INSTALLATION_ID
from service.knowledge.segments import Segment, segments_of
from service.messaging.access import conversation_access
from service.models import Brought, Line
from service.store import Store
from service.store.tables import corrections
from service.text import validation
from wire.contracts.events import Translation
from wire.contracts.ids import new_id
from wire.contracts.languages import with_script
from wire.contracts.sizes import longest_after

Whose = Literal["all", "installation", "people"]

MOST_OF_MINE = 10_000
"""Corrections in one file that a person takes, the newest ones."""

LONGEST = 20_000

_PAGE = 500
_AT_ONCE = 200


class Pair(msgspec.Struct, frozen=True, kw_only=True):
    """A text and its translation as a person wants it. `was`: as an engine had it, where that is known."""

    source: str
    target: str
    source_language: str
    target_language: str
    was: str | None = None
    created_at: datetime | None = None


async def all_pairs(store: Store, whose: Whose = "all") -> AsyncIterator[Pair]:
    """Whole texts, in the order in which they came; of one corrected several times, the last."""
    query = _whole().order_by(corrections.c.id).limit(_PAGE)
    if whose != "all":
        query = query.where((corrections.c.scope == INSTALLATION) == (whose == "installation"))
    last = ""
    while True:
        async with store.reading() as connection:
            rows = (await connection.execute(query.where(corrections.c.id > last))).all()
        for row in rows:
            yield _pair(row)
        if len(rows) < _PAGE:
            return
        last = rows[-1].id


async def my_pairs(store: Store, me_id: str, conversation_id: str | None = None) -> list[Pair]:
    """What I corrected; or, of a conversation of mine, what either side did. Newest first.

    Raises:
        NotFound, NotYours.
    """
    query = _whole().order_by(corrections.c.id.desc()).limit(MOST_OF_MINE)
    async with store.reading() as connection:
        if conversation_id is None:
            query = query.where(corrections.c.by_id == me_id)
        else:
            await conversation_access(connection, me_id, conversation_id)
            query = query.where(corrections.c.conversation_id == conversation_id)
        return [_pair(row) for row in await connection.execute(query)]


async def bring_pairs(store: Store, pairs: Iterable[tuple[int, Pair]]) -> Brought:
    """Put pairs into the installation's memory, a few hundred in one transaction; each with its number.

    A pair whose source is known there takes the place of what was known. One that cannot be taken stops no
    other.
    """
    added, known, refused = 0, 0, list[Line]()
    for batch in _batches(pairs):
        fresh: dict[tuple[str, str, str], list[dict[str, Any]]] = {}
        for line, pair in batch:
            try:
                rows = _rows(pair)
            except ServiceError as error:
                refused.append(Line(line=line, code=error.code))
                continue
            fresh[rows[0]["source"], rows[0]["source_language"], rows[0]["target_language"]] = rows
        async with store.writing() as connection:
            replaced = await _replace(connection, fresh)
        added, known = added + len(fresh) - replaced, known + replaced
    return Brought(added=added, known=known, refused=tuple(refused))


def _whole() -> Select[Any]:
    return select(corrections).where(corrections.c.part == 0, corrections.c.current)


def _pair(row: Row[Any]) -> Pair:
    return Pair(
        source=row.source,
        target=row.target,
        source_language=row.source_language,
        target_language=row.target_language,
        was=msgspec.json.decode(row.was, type=Translation).text if row.was else None,
        created_at=row.created_at,
    )


def _batches(pairs: Iterable[tuple[int, Pair]]) -> Iterator[Sequence[tuple[int, Pair]]]:
    waiting = iter(pairs)
    while batch := list(islice(waiting, _AT_ONCE)):
        yield batch


def _rows(pair: Pair) -> list[dict[str, Any]]:
    """The whole text and its sentences. InvalidInput, TextEmpty, TextTooLong, Swells."""
    whole = Segment(
        validation.message_text(pair.source.strip(), LONGEST),
        validation.message_text(pair.target.strip(), LONGEST),
    )
    if len(whole.target) > (most := longest_after(len(whole.source))):
        raise Swells(f"So short a text becomes at most {most} characters.", limit=most)
    source, target = (
        with_script(validation.language(one)) for one in (pair.source_language, pair.target_language)
    )
    if not whole.key or source == target:
        raise InvalidInput("A pair has words, in two languages.", field="source")
    whole_id, made = new_id(), pair.created_at or datetime.now(UTC)
    return [
        {
            "id": new_id() if part else whole_id,
            "scope": INSTALLATION,
            "scope_id": INSTALLATION_ID,
            "client_id": whole_id,  # what a sentence goes away with
            "part": part,
            "key": one.key,
            "source": one.source,
            "target": one.target,
            "source_language": source,
            "target_language": target,
            "current": True,
            "created_at": made,
        }
        for part, one in enumerate([whole, *segments_of(whole)])
    ]


async def _replace(
    connection: AsyncConnection, fresh: dict[tuple[str, str, str], list[dict[str, Any]]]
) -> int:
    """Write the rows of each source in the place of those that were there. How many sources were known."""
    if not fresh:
        return 0
    keys = {segment_key(one) for source, _, _ in fresh for one in (source, *sentences(source))}
    near = (corrections.c.scope_id == INSTALLATION_ID, corrections.c.key.in_(sorted(keys)))
    query = select(corrections).where(*near, corrections.c.part == 0)
    known = {
        row.id
        for row in await connection.execute(query)
        if (row.source, row.source_language, row.target_language) in fresh
    }
    await connection.execute(delete(corrections).where(*near, corrections.c.client_id.in_(sorted(known))))
    await connection.execute(insert(corrections), [row for rows in fresh.values() for row in rows])
    return len(known)
