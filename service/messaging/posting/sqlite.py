"""The posting path on SQLite: a group of commands in a handful of statements, each run once for all of them.

Rows go in and come out as one JSON text: a statement gives up Python's lock for as long as it runs, and
taking it back from a busy event loop is what costs, not the statement.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any

from service.messaging.lookup import on_sqlite, sqlite_at
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

_CONVERSATIONS, _SIDES = on_sqlite(said=True), on_sqlite(said=False)

_LAST_SEEN = f"""
SELECT json_group_array(json_array(w.value, {last_seen_by("w.value")})) FROM json_each(?) w
"""

_FOUND = f"""
SELECT json_group_array(json_array(
  w.key,
  json((SELECT json_object({stored_message(sqlite_at, "group_concat")})
        FROM messages m JOIN enrichments e ON e.message_id = m.id
        WHERE m.conversation_id = w.value->>'conversation' AND m.author_id = w.value->>'author'
          AND m.client_id = w.value->>'client_id')),
  json((SELECT json_array(m.side, e.body)
        FROM messages m JOIN enrichments e ON e.message_id = m.id
        WHERE m.id = w.value->>'under' AND m.conversation_id = w.value->>'conversation'))
))
FROM json_each(?) w
"""


def _insert(table: str, columns: Sequence[str], **special: str) -> str:
    """A statement that writes a row for each object of a JSON array, in its order."""
    values = ", ".join(special.get(one, f"value->>'{one}'") for one in columns)
    return f"INSERT INTO {table} ({', '.join(columns)}) SELECT {values} FROM json_each(?) ORDER BY key"


_ADD_MESSAGES = _insert("messages", MESSAGES)
_ADD_ENRICHMENTS = _insert("enrichments", ENRICHMENTS)
_ADD_OUTBOX = _insert("outbox", OUTBOX, body="CAST(value->>'body' AS BLOB)")
_ADD_SEATS = _insert("participants", SEATS)
_ADD_MENTIONS = _insert("mentions", MENTIONS)

_MOVE = """
UPDATE conversations SET last_seq = w.value->>'last_seq', rev = w.value->>'rev',
  active_at = w.value->>'active_at'
FROM json_each(?) w WHERE conversations.id = w.value->>'id'
"""
_ACCEPT = """
UPDATE participants SET stance = 'accepted'
FROM json_each(?) w WHERE conversation_id = w.value->>'conversation_id' AND side = w.value->>'side'
"""
_STAND = (
    _insert("desk_states", DESK_STATES).replace(" ORDER BY key", " WHERE true")
    + " ON CONFLICT (conversation_id) DO UPDATE SET "
    + ", ".join(f"{one} = excluded.{one}" for one in DESK_STATES[2:])
)
_REACH = """
UPDATE participants SET delivered_seq = w.value->>'delivered_seq', read_seq = w.value->>'read_seq'
FROM json_each(?) w
WHERE conversation_id = w.value->>'conversation_id' AND party_id = w.value->>'party_id'
"""


def conversations(
    connection: sqlite3.Connection, ids: Sequence[str], *, said: bool = True
) -> list[ConversationState]:
    """Those of these conversations that there are; `said`: with their last messages."""
    return read_conversations(_asked(connection, _CONVERSATIONS if said else _SIDES, ids))


def last_seen(connection: sqlite3.Connection, ids: Sequence[str]) -> LastSeen:
    """Of each of these conversations, the last message that each side can see."""
    return read_last_seen(_asked(connection, _LAST_SEEN, ids))


def found(connection: sqlite3.Connection, wanted: Sequence[Wanted]) -> list[Found]:
    """What each command asks for besides, in order."""
    return read_found(_asked(connection, _FOUND, wanted))


def write(connection: sqlite3.Connection, writes: Writes) -> None:
    """All rows of a group."""
    for statement, rows in (
        (_ADD_MESSAGES, writes.messages),
        (_ADD_ENRICHMENTS, writes.enrichments),
        (_ADD_OUTBOX, writes.outbox),
        (_MOVE, writes.conversations),
        (_ACCEPT, writes.accepted),
        (_ADD_SEATS, writes.seats),
        (_REACH, writes.positions),
        (_STAND, writes.desk_states),
        (_ADD_MENTIONS, writes.mentions),
    ):
        if rows:
            connection.execute(statement, (encode(rows).decode(),))


def _asked(connection: sqlite3.Connection, statement: str, about: Sequence[Any]) -> str:
    [(answer,)] = connection.execute(statement, (encode(about).decode(),)).fetchall()
    return str(answer)
