"""All tables. A change here needs a migration beside it; a test compares the two on both databases."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
    true,
)

from service.store.types import Counter, Instant, Serial

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

ID = String(36)


def _owned_by(target: str) -> ForeignKey:
    """A reference to a row without which this one has no meaning."""
    return ForeignKey(target, ondelete="CASCADE")


people = Table(
    "people",
    metadata,
    Column("id", ID, primary_key=True),
    Column("handle", String(32), nullable=False, unique=True),
    Column("name", String(200), nullable=False),
    Column("name_key", String(400), nullable=False, index=True),  # `service.text.folding.fold`, for search
    Column("password_hash", String(200), nullable=False),
    Column("language", String(35), nullable=False),
    Column("theme", String(10), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("last_seen_at", Instant),
    Column("demo", Boolean, nullable=False),
    Column("keeps_answers", Boolean, nullable=False, server_default=true()),  # own answers are remembered
    Column("answers_after", ID, nullable=False, server_default=""),  # id: answers up to it are forgotten
    Column("deleted_at", Instant),  # the account is gone; the row stands where its conversations name it
    Column("erased_at", Instant),  # nothing of what the person wrote is left
)

sessions = Table(
    "sessions",
    metadata,
    Column("token_hash", String(64), primary_key=True),  # SHA-256 in hex; the token itself is nowhere
    Column("person_id", ID, _owned_by("people.id"), nullable=False, index=True),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False, index=True),
    Column("id", ID, nullable=False, server_default=""),  # what a list calls it
    Column("last_used_at", Instant),  # to some minutes; null: never since it was made
    Column("device", String(100), nullable=False, server_default=""),  # "Firefox, Linux"; empty: unknown
)

conversations = Table(
    "conversations",
    metadata,
    Column("id", ID, primary_key=True),
    Column("low_id", ID, _owned_by("people.id"), nullable=False),  # the two sides, lower id first
    Column("high_id", ID, _owned_by("people.id"), nullable=False, index=True),
    Column("last_seq", Counter, nullable=False),
    Column("rev", Counter, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("active_at", Instant, nullable=False),
    Column("demo", Boolean, nullable=False),
    # How each side stands to it, of `messaging.relation`; and since when it blocks the other, if it does.
    Column("low_stance", String(10), nullable=False, server_default="accepted"),
    Column("high_stance", String(10), nullable=False, server_default="accepted"),
    Column("low_blocked_at", Instant),
    Column("high_blocked_at", Instant),
    UniqueConstraint("low_id", "high_id"),
)

sides = Table(
    "sides",
    metadata,
    Column("conversation_id", ID, _owned_by("conversations.id"), primary_key=True),
    Column("person_id", ID, _owned_by("people.id"), primary_key=True, index=True),
    Column("delivered_seq", Counter, nullable=False),
    Column("read_seq", Counter, nullable=False),
    Column("suggestions", Boolean, nullable=False),
    Column(
        "mood", String(100), nullable=False, server_default=""
    ),  # JSON of wire.contracts.sentiment_trend.Trend; empty: quiet
    Column(
        "turned_seq", Counter, nullable=False, server_default="0"
    ),  # its last turn for the worse that was told
)

messages = Table(
    "messages",
    metadata,
    Column("id", ID, primary_key=True),
    Column("conversation_id", ID, _owned_by("conversations.id"), nullable=False),
    Column("seq", Counter, nullable=False),
    Column("rev", Counter, nullable=False),
    Column("author_id", ID, _owned_by("people.id"), nullable=False, index=True),
    Column("client_id", String(100), nullable=False),
    Column("text", Text, nullable=False),
    Column("language", String(35), nullable=False),
    Column("posted_at", Instant, nullable=False),
    Column("queued_at", Instant, nullable=False),
    Column("attempts", Integer, nullable=False),  # times that lost work was queued again
    Column("withheld", Boolean, nullable=False, server_default=false()),  # written while its reader blocked
    UniqueConstraint("conversation_id", "seq"),
    UniqueConstraint("conversation_id", "author_id", "client_id"),
    Index(None, "conversation_id", "rev"),
)

_PENDING, _FAILED = text("status = 'pending'"), text("status = 'failed'")

enrichments = Table(
    "enrichments",
    metadata,
    Column("message_id", ID, _owned_by("messages.id"), primary_key=True),
    Column("status", String(10), nullable=False),
    Column("body", Text, nullable=False),  # JSON of service.models.Enrichment
    Column("updated_at", Instant, nullable=False),  # when the worker made what is in `body`
    Column("shown_at", Instant),  # when its suggestions were first on a screen
    Index("ix_enrichments_pending", "status", sqlite_where=_PENDING, postgresql_where=_PENDING),
    Index("ix_enrichments_failed", "updated_at", sqlite_where=_FAILED, postgresql_where=_FAILED),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", Serial, primary_key=True, autoincrement=True),
    Column("stream", String(100), nullable=False),
    Column("body", LargeBinary, nullable=False),
    sqlite_autoincrement=True,  # a number is never used twice, so order is the order of writing
)

# What people teach the house. `scope` says for whom a row holds, `scope_id` for which: "house" and "house",
# "person" and the person's id, "conversation" and the conversation's. The references beside them say who made
# it and where, and take it away with them.

terms = Table(
    "terms",
    metadata,
    Column("id", ID, primary_key=True),
    Column("scope", String(20), nullable=False),
    Column("scope_id", ID, nullable=False),
    Column("by_id", ID, _owned_by("people.id"), index=True),  # null: the operator
    Column("conversation_id", ID, _owned_by("conversations.id"), index=True),
    Column("key", String(600), nullable=False),  # normalised `source`
    Column("head", String(600), nullable=False),  # first word of `key`: what a text is looked up by
    Column("source", String(100), nullable=False),
    Column("target", String(100)),  # null: stays as it is
    Column("source_language", String(35), nullable=False),  # primary subtag; empty: any
    Column("target_language", String(35), nullable=False),
    Column("created_at", Instant, nullable=False),
    UniqueConstraint("scope_id", "key", "source_language", "target_language"),
    Index(None, "scope_id", "head"),
)

corrections = Table(
    "corrections",
    metadata,
    Column("id", ID, primary_key=True),
    Column("scope", String(20), nullable=False),  # "conversation": holds there, and for whom it is by
    Column("scope_id", ID, nullable=False),
    Column("by_id", ID, _owned_by("people.id")),  # null: imported by the operator
    Column("conversation_id", ID, _owned_by("conversations.id"), index=True),
    Column("message_id", ID, _owned_by("messages.id")),
    Column("client_id", String(100)),
    Column("part", Integer, nullable=False),  # 0: the whole text; else a sentence of it
    Column("key", String(64), nullable=False),  # SHA-256 of the normalised `source`, in hex
    Column("source", Text, nullable=False),
    Column("target", Text, nullable=False),
    Column("source_language", String(35), nullable=False),
    Column("target_language", String(35), nullable=False),
    Column("was", Text),  # JSON of the translation that was corrected, as the engine made it
    Column("current", Boolean, nullable=False),  # false: corrected again later
    Column("created_at", Instant, nullable=False),
    UniqueConstraint("message_id", "by_id", "client_id", "part"),
    Index(None, "key", "scope_id"),
    Index(None, "by_id", "key"),
)

canned = Table(
    "canned",
    metadata,
    Column("id", ID, primary_key=True),
    Column("scope", String(20), nullable=False),
    Column("scope_id", ID, nullable=False),
    Column("by_id", ID, _owned_by("people.id"), index=True),
    Column("shortcut", String(40), nullable=False),
    Column("language", String(35), nullable=False),
    Column("text", Text, nullable=False),
    Column("key", String(64), nullable=False, index=True),  # SHA-256 of the normalised text
    Column("uses", Integer, nullable=False),
    Column("last_message_id", ID, nullable=False),  # counted up to here; empty: never used
    Column("created_at", Instant, nullable=False),
    UniqueConstraint("scope_id", "shortcut", "language"),
)

own_answers = Table(
    "own_answers",
    metadata,
    Column("id", ID, primary_key=True),
    Column("person_id", ID, _owned_by("people.id"), nullable=False),
    Column("language", String(35), nullable=False),  # primary subtag
    Column("key", String(64), nullable=False),  # SHA-256 of the normalised text
    Column("text", Text, nullable=False),
    Column("answered", Text, nullable=False),
    Column("uses", Integer, nullable=False),
    Column("last_message_id", ID, nullable=False),  # counted up to here
    UniqueConstraint("person_id", "language", "key"),
    Index(None, "person_id", "last_message_id"),
)
