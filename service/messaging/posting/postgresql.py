"""The posting path on PostgreSQL, on a connection of asyncpg: a group of commands in four round trips.

Statements are prepared once a connection, by asyncpg. Rows go in and come out as one JSON text, as on SQLite.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from service.desk.states import DESK_TIMES
from service.messaging.lookup import on_postgresql, postgresql_at
from service.messaging.parties import ConversationState, read_conversations
from service.messaging.posting.columns import (
    DESK_STATES,
    ENRICHMENTS,
    MENTIONS,
    MESSAGES,
    OUTBOX,
    SEATS,
    stored_message,
)
from service.messaging.posting.found import (
    Found,
    LastSeen,
    Wanted,
    last_seen_by,
    read_found,
    read_last_seen,
)
from service.messaging.posting.writes import Writes
from wire.contracts.codec import encode

_HOLD = "SELECT id FROM conversations WHERE id = ANY($1::text[]) ORDER BY id FOR NO KEY UPDATE"
"""A statement of its own: one that waited for the lock would see the sides as they were before."""


_THESE = "c.id = ANY($1::text[])"
_CONVERSATIONS, _SIDES = on_postgresql(_THESE, said=True), on_postgresql(_THESE, said=False)

_LAST_SEEN = f"""
SELECT coalesce(json_agg(json_build_array(w.id, {last_seen_by("w.id")})), '[]')::text
FROM unnest($1::text[]) w(id)
"""

_FOUND = f"""
SELECT coalesce(json_agg(json_build_array(
  w.number,
  (SELECT json_build_object({stored_message(postgresql_at, "string_agg")})
   FROM messages m JOIN enrichments e ON e.message_id = m.id
   WHERE m.conversation_id = w.conversation AND m.author_id = w.author AND m.client_id = w.client_id),
  (SELECT json_build_array(m.side, e.body)
   FROM messages m JOIN enrichments e ON e.message_id = m.id
   WHERE m.id = w.under AND m.conversation_id = w.conversation)
)), '[]')::text
FROM json_to_recordset($1::json) w(number int, conversation text, author text, client_id text, under text)
"""

_TYPES = {
    "seq": "bigint", "rev": "bigint", "last_seq": "bigint", "side": "smallint", "attempts": "int",
    "withheld": "boolean", "suggestions": "boolean", "delivered_seq": "bigint", "read_seq": "bigint",
    "posted_at": "timestamp", "queued_at": "timestamp", "updated_at": "timestamp", "active_at": "timestamp",
    "created_at": "timestamp",
    **dict.fromkeys(DESK_TIMES, "timestamp"),
}  # fmt: skip
"""Of columns that are no text. Times come without a zone, and are UTC."""


def _rows(number: int, columns: Sequence[str]) -> str:
    """The parameter `$number`, a JSON array of objects, as rows."""
    typed = ", ".join(f"{one} {_TYPES.get(one, 'text')}" for one in columns)
    return f"json_to_recordset(${number}::json) w({typed})"


def _value(column: str) -> str:
    return f"w.{column} AT TIME ZONE 'UTC'" if _TYPES.get(column) == "timestamp" else f"w.{column}"


def _insert(number: int, table: str, columns: Sequence[str]) -> str:
    values = ", ".join(_value(one) for one in columns)
    return f"INSERT INTO {table} ({', '.join(columns)}) SELECT {values} FROM {_rows(number, columns)}"


_MOVED = ("id", "last_seq", "rev", "active_at")
_REACHED = ("conversation_id", "party_id", "delivered_seq", "read_seq")
_SIDE = ("conversation_id", "side")

_WRITE = f"""
WITH new_messages AS ({_insert(1, "messages", MESSAGES)}),
new_enrichments AS ({_insert(2, "enrichments", ENRICHMENTS)}),
moved AS (
  UPDATE conversations c
  SET last_seq = w.last_seq, rev = w.rev, active_at = {_value("active_at")}
  FROM {_rows(4, _MOVED)} WHERE c.id = w.id
),
reached AS (
  UPDATE participants p SET delivered_seq = w.delivered_seq, read_seq = w.read_seq
  FROM {_rows(5, _REACHED)} WHERE p.conversation_id = w.conversation_id AND p.party_id = w.party_id
)
INSERT INTO outbox ({", ".join(OUTBOX)})
SELECT w.row->>'stream', convert_to(w.row->>'body', 'UTF8')
FROM json_array_elements($3::json) WITH ORDINALITY w(row, place) ORDER BY w.place
"""

_ACCEPT = f"""
UPDATE participants p SET stance = 'accepted'
FROM {_rows(1, _SIDE)} WHERE p.conversation_id = w.conversation_id AND p.side = w.side
"""
_SEATS = _insert(1, "participants", SEATS)
_MENTIONED = _insert(1, "mentions", MENTIONS)
_STAND = (
    _insert(1, "desk_states", DESK_STATES)
    + " ON CONFLICT (conversation_id) DO UPDATE SET "
    + ", ".join(f"{one} = excluded.{one}" for one in DESK_STATES[2:])
)


async def conversations(connection: Any, ids: Sequence[str], *, said: bool = True) -> list[ConversationState]:
    """Those of these conversations that there are, locked until the transaction ends; `said`: with their last
    messages."""
    await connection.fetch(_HOLD, ids)
    return read_conversations(await connection.fetchval(_CONVERSATIONS if said else _SIDES, ids))


async def last_seen(connection: Any, ids: Sequence[str]) -> LastSeen:
    """Of each of these conversations, the last message that each side can see."""
    return read_last_seen(await connection.fetchval(_LAST_SEEN, ids))


async def found(connection: Any, wanted: Sequence[Wanted]) -> list[Found]:
    """What each command asks for besides."""
    return read_found(await connection.fetchval(_FOUND, _text(wanted)))


async def write(connection: Any, writes: Writes) -> None:
    """All rows of a group. What is rare has a statement of its own, and comes first: one statement may not
    change a row twice. Whom messages name comes after them."""
    if writes.accepted:
        await connection.fetchval(_ACCEPT, _text(writes.accepted))
    if writes.seats:
        await connection.fetchval(_SEATS, _text(writes.seats))
    if writes.desk_states:
        await connection.fetchval(_STAND, _text(writes.desk_states))
    if writes.messages or writes.outbox or writes.positions:
        parts = (
            writes.messages,
            writes.enrichments,
            writes.outbox,
            writes.conversations,
            writes.positions,
        )
        await connection.fetchval(_WRITE, *map(_text, parts))
    if writes.mentions:
        await connection.fetchval(_MENTIONED, _text(writes.mentions))


def _text(value: Any) -> str:
    return encode(value).decode()
