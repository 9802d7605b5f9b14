"""The index of words: one entry of each message with the words of its text and of all its translations.

An entry also names the sides that may read it, and the conversation, each by a word that no text has:
whoever searches finds within what is theirs without a look at anything else.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec
from sqlalchemy import Select, delete, select, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.asyncio import AsyncConnection

from service.store.tables import search_texts
from service.text.words import Sought

_MATCHING = {
    "sqlite": "SELECT rowid AS id FROM search_index WHERE search_index MATCH :words AND rowid < :before "
    "ORDER BY rowid DESC LIMIT :most",
    "postgresql": "WITH hits AS MATERIALIZED (SELECT id FROM search_texts "
    "WHERE array_to_tsvector(string_to_array(body, ' ')) @@ CAST(:words AS tsquery)) "
    "SELECT id FROM hits WHERE id < :before ORDER BY id DESC LIMIT :most",
}
"""On PostgreSQL the index first: it cannot know how rare a word is, and would walk back through all rows."""


_PUT = (
    "INSERT INTO search_texts (message_id, body) "
    "SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(?) "
    "WHERE true ON CONFLICT (message_id) DO UPDATE SET body = excluded.body"
)
_LAST = float("inf")
"""Where entries come that have no number yet."""


class Within(msgspec.Struct, frozen=True, kw_only=True):
    """Where to look: at what any of these sides may read, in one conversation or without some."""

    sides: Sequence[str]
    conversation_id: str | None = None
    without: Sequence[str] = ()


def name_of(id_: str) -> str:
    """The word of a side or conversation."""
    return "@" + id_.replace("-", "")


def body_of(names: Iterable[str], words: Iterable[str]) -> str:
    """An entry, as it is stored."""
    return " ".join([*map(name_of, names), *words])


async def matching(
    connection: AsyncConnection,
    sought: Sequence[Sought],
    within: Within,
    *,
    before: int,
    most: int,
) -> list[int]:
    """Numbers of entries with all of these words, the newest first, `most` of them."""
    dialect = connection.dialect.name
    ask = _tsquery if dialect == "postgresql" else _fts
    asked = {"words": ask(sought, within), "before": before, "most": most}
    return list((await connection.execute(text(_MATCHING[dialect]), asked)).scalars())


def _fts(sought: Sequence[Sought], within: Within) -> str:
    words = [f'"{one.word}"' + (" *" if one.begins else "") for one in sought]
    sides, only, without = _names(within, '"')
    found = " AND ".join([*only, f"({' OR '.join(sides)})", *words])
    return f"({found}) NOT ({' OR '.join(without)})" if without else found


def _tsquery(sought: Sequence[Sought], within: Within) -> str:
    words = [f"'{one.word}'" + (":*" if one.begins else "") for one in sought]
    sides, only, without = _names(within, "'")
    left_out = [f"!({' | '.join(without)})"] if without else []
    return " & ".join([*only, f"({' | '.join(sides)})", *words, *left_out])


def _names(within: Within, quote: str) -> tuple[list[str], list[str], list[str]]:
    """Sides, the one conversation, and those to leave out, as a question names them."""
    only = [within.conversation_id] if within.conversation_id else []
    sides, here, without = (
        [f"{quote}{name_of(one)}{quote}" for one in ids] for ids in (within.sides, only, within.without)
    )
    return sides, here, without


async def put(connection: AsyncConnection, bodies: dict[str, str]) -> None:
    """Entries by message: new, or instead of those that there are.

    On SQLite by one statement, in the order of their numbers: FTS5 gathers words in memory, and writes them
    out with each statement, and whenever numbers fall.
    """
    if not bodies:
        return
    there = {row.message_id: row.id for row in await connection.execute(numbers_of([*bodies]))}
    rows = [(one, bodies[one]) for one in sorted(bodies, key=lambda one: there.get(one, _LAST))]
    if connection.dialect.name == "sqlite":
        await connection.exec_driver_sql(_PUT, (msgspec.json.encode(rows).decode(),))
        return
    added = postgresql.insert(search_texts)
    known = added.on_conflict_do_update(index_elements=["message_id"], set_={"body": added.excluded.body})
    await connection.execute(known, [{"message_id": one, "body": body} for one, body in rows])


async def forget(connection: AsyncConnection, ids: Select[tuple[str]] | Sequence[str]) -> None:
    """These messages are found no more. The index's own pages let go of their words in the job `search`."""
    await connection.execute(delete(search_texts).where(search_texts.c.message_id.in_(ids)))


async def deleted(connection: AsyncConnection, before: datetime) -> bool:
    """Whether SQLite's index may hold words of entries that have been gone since `before` or longer."""
    if connection.dialect.name == "postgresql":
        return False
    gone = text("SELECT 1 FROM search_index_deleted WHERE at <= :before LIMIT 1")
    found = await connection.scalar(gone, {"before": before.strftime("%Y-%m-%d %H:%M:%S")})
    return found is not None


async def fold_away(connection: AsyncConnection) -> bool:
    """One bounded step of writing that index anew without them; whether more is to be done."""
    before = await connection.scalar(text("SELECT total_changes()"))
    await connection.execute(text("INSERT INTO search_index (search_index, rank) VALUES ('merge', -16)"))
    changed = (await connection.scalar(text("SELECT total_changes()")) or 0) - (before or 0)
    if changed < 2:
        await connection.execute(text("DELETE FROM search_index_deleted"))
    return changed >= 2


def numbers_of(ids: Sequence[str]) -> Select[tuple[str, int]]:
    """Entries of messages: message and number."""
    return select(search_texts.c.message_id, search_texts.c.id).where(search_texts.c.message_id.in_(ids))
