"""Tables beside messages: what is found by words, taken back, reported, or waits to be sent with one."""

from __future__ import annotations

from sqlalchemy import Column, String, Table, Text

from service.store.schema import ID, metadata, owned_by
from service.store.types import Counter, Instant, Serial

# Messages taken back of which the broker may still hold something; see `messaging.taken_back`.
taken_back = Table(
    "taken_back",
    metadata,
    Column("message_id", ID, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("outbox_id", Counter, nullable=False),  # the newest row of the outbox then
)

# Words of messages, for search. The index over `body` is made by the migration: FTS5 on SQLite
# (`search_index`, kept by triggers), a GIN index of a `tsvector` on PostgreSQL.
search_texts = Table(
    "search_texts",
    metadata,
    Column("id", Serial, primary_key=True, autoincrement=True),
    Column("message_id", ID, owned_by("messages.id"), nullable=False, unique=True),
    Column("body", Text, nullable=False),  # of messaging.search_entries
    sqlite_autoincrement=True,
)

reports = Table(
    "reports",
    metadata,
    Column("id", ID, primary_key=True),
    Column("by_id", ID, owned_by("accounts.id"), nullable=False, index=True),
    Column("about_id", ID, nullable=False),  # an account's
    Column("conversation_id", ID, nullable=False),
    Column("message_id", ID),  # null: no message in particular
    Column("reason", String(20), nullable=False),  # of messaging.reporting
    Column("note", Text, nullable=False),
    Column("at", Instant, nullable=False),
)

# What pages of links say of themselves, from when somebody asks until a day later; see `outbound.linking`.
link_previews = Table(
    "link_previews",
    metadata,
    Column("id", ID, primary_key=True),
    Column("owner_id", ID, owned_by("accounts.id"), nullable=False, index=True),  # who asked
    Column("conversation_id", ID, owned_by("conversations.id"), nullable=False, index=True),
    Column("card", Text, nullable=False),  # JSON of `wire.contracts.link_card.LinkCard`
    Column("made_at", Instant, nullable=False),
)
