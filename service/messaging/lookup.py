"""Conversations with everybody who has to do with them, looked up by one statement, as both databases say it.

Rows come as one JSON text. The posting path runs the statement on the driver's own connection, everything
else through `conversation_state`.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.ext.asyncio import AsyncConnection

from service.desk.states import DESK_TIMES, Handling
from service.messaging.parties import ConversationState, read_conversations
from wire.contracts.codec import encode

SAID = 4
"""Messages that a command of the posting path may look back at."""

At = Callable[[str], str]
"""An SQL expression that gives a column with a time as text with its zone, UTC."""


def sqlite_at(column: str) -> str:
    """`At`, of SQLite, which keeps times without a zone."""
    return f"{column} || '+00:00'"


def postgresql_at(column: str) -> str:
    """`At`, of PostgreSQL."""
    return f"({column} AT TIME ZONE 'UTC')::text || '+00:00'"


def _party(at: At) -> str:
    """Of `parties.Party`."""
    return (
        f"p.party_id, p.kind, p.side, p.stance, {at('p.blocked_at')}, p.delivered_seq, p.read_seq, "
        f"p.suggestions, p.language, p.seen_language, a.language, {at('a.deleted_at')}, k.language, "
        "p.left_seq, k.consented_at IS NOT NULL, coalesce(k.name = '', false), p.address, a.gender"
    )


def _handling(at: At) -> str:
    """Of `states.Handling`, of the row of a conversation that an organisation has."""
    columns = (at(f"d.{one}") if one in DESK_TIMES else f"d.{one}" for one in Handling.__struct_fields__)
    return ", ".join(columns)


_DESK = "FROM desk_states d WHERE d.conversation_id = c.id AND c.organisation_id IS NOT NULL"

_RULES = "FROM desk_rules r WHERE r.organisation_id = c.organisation_id"

_PROMISED = "FROM queues q WHERE q.organisation_id = c.organisation_id AND q.sla IS NOT NULL"

_SEAT = """(SELECT CASE WHEN b.kind = 'model' THEN NULL ELSE b.language END FROM bots b
       WHERE b.organisation_id = c.organisation_id AND b.enabled AND (b.channel_id IS NULL
         OR b.channel_id = (SELECT d.channel_id FROM desk_states d WHERE d.conversation_id = c.id))
         AND (b.queue_id IS NULL
         OR b.queue_id = (SELECT d.queue_id FROM desk_states d WHERE d.conversation_id = c.id))
       ORDER BY b.queue_id IS NULL, b.channel_id IS NULL, b.id LIMIT 1)"""
"""Language of the program that answers where a bot leads, as `service.desk.bot.seats` says; null: it is none,
or one that only words what the built-in bot has found."""

_MESSAGE = "m.seq, m.author_id, m.side, m.withheld, m.text"
"""Of `parties.Said`."""

_LAST = f"FROM messages m WHERE m.conversation_id = c.id AND m.seq > c.last_seq - {SAID}"


def on_sqlite(*, said: bool) -> str:
    """The statement for SQLite; its parameter: a JSON array of ids. `said`: with the last messages."""
    last = f"json((SELECT json_group_array(json_array({_MESSAGE})) {_LAST}))" if said else "json('[]')"
    colleague = f"m.account_id, m.role, a.language, {sqlite_at('a.deleted_at')}, a.gender"
    return f"""
    SELECT json_group_array(json_array(
      c.id, c.organisation_id, o.language, c.last_seq, c.rev, {sqlite_at("c.active_at")}, c.demo,
      json((SELECT json_group_array(json_array({_party(sqlite_at)}))
            FROM participants p
            LEFT JOIN accounts a ON a.id = p.account_id
            LEFT JOIN contacts k ON k.id = p.contact_id
            WHERE p.conversation_id = c.id)),
      json((SELECT json_group_array(json_array({colleague}))
            FROM memberships m JOIN accounts a ON a.id = m.account_id
            WHERE m.organisation_id = c.organisation_id)),
      {last},
      json((SELECT json_array({_handling(sqlite_at)}) {_DESK})),
      o.bot,
      json((SELECT json_array(r.hours, r.sla) {_RULES})),
      {_SEAT},
      json((SELECT json_group_object(q.id, q.sla) {_PROMISED})),
      o.address,
      o.suspended_at IS NOT NULL
    ))
    FROM json_each(?) w
    CROSS JOIN conversations c ON c.id = w.value
    LEFT JOIN organisations o ON o.id = c.organisation_id
    """


def on_postgresql(which: str, *, said: bool) -> str:
    """The statement for PostgreSQL; `which`: a condition of `c.id`. `said`: with the last messages."""
    last = f"(SELECT {_all(_MESSAGE)} {_LAST})" if said else "'[]'::json"
    colleague = f"m.account_id, m.role, a.language, {postgresql_at('a.deleted_at')}, a.gender"
    return f"""
    SELECT coalesce(json_agg(json_build_array(
      c.id, c.organisation_id, o.language, c.last_seq, c.rev, {postgresql_at("c.active_at")}, c.demo,
      (SELECT {_all(_party(postgresql_at))}
       FROM participants p
       LEFT JOIN accounts a ON a.id = p.account_id
       LEFT JOIN contacts k ON k.id = p.contact_id
       WHERE p.conversation_id = c.id),
      (SELECT {_all(colleague)}
       FROM memberships m JOIN accounts a ON a.id = m.account_id
       WHERE m.organisation_id = c.organisation_id),
      {last},
      (SELECT json_build_array({_handling(postgresql_at)}) {_DESK}),
      o.bot,
      (SELECT json_build_array(r.hours, r.sla) {_RULES}),
      {_SEAT},
      (SELECT json_object_agg(q.id, q.sla) {_PROMISED}),
      o.address,
      o.suspended_at IS NOT NULL
    )), '[]')::text
    FROM conversations c
    LEFT JOIN organisations o ON o.id = c.organisation_id
    WHERE {which}
    """


def _all(columns: str) -> str:
    """All rows, each an array of these columns."""
    return f"coalesce(json_agg(json_build_array({columns})), '[]')"


_SQLITE, _POSTGRESQL = on_sqlite(said=False), on_postgresql("c.id = $1", said=False)
"""Of one conversation. Of an array of ids PostgreSQL would make a new plan at every call."""


async def conversation_state(connection: AsyncConnection, conversation_id: str) -> ConversationState | None:
    """A conversation as it stands, without what was said; None: there is none. The id is well-formed."""
    if connection.dialect.name == "postgresql":
        answer = await connection.exec_driver_sql(_POSTGRESQL, (conversation_id,))
    else:
        answer = await connection.exec_driver_sql(_SQLITE, (encode([conversation_id]).decode(),))
    found = read_conversations(str(answer.scalar_one()))
    return found[0] if found else None
