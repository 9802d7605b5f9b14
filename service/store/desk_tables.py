"""Tables of the desk: channels of an organisation, visitors who came by them, states of conversations."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    ForeignKey,
    Index,
    String,
    Table,
    Text,
    literal_column,
    text,
)

from service.store.schema import ID, metadata, owned_by
from service.store.types import Instant

LOOKED_AT = text("look_at IS NOT NULL")


def _some(name: str, state: str, *columns: str) -> Index:
    """An index of the conversations in one state: most are resolved, and what is asked every few seconds is
    of the others."""
    which = text(f"state = '{state}'")
    return Index(f"ix_desk_states_{name}", *columns, sqlite_where=which, postgresql_where=which)


channels = Table(
    "channels",
    metadata,
    Column("id", ID, primary_key=True),
    Column("organisation_id", ID, owned_by("organisations.id"), nullable=False, index=True),
    Column("kind", String(10), nullable=False),  # "widget"
    Column("key", String(40), nullable=False, unique=True),  # public: it stands in pages of the site
    Column("secret", String(64), nullable=False),  # with which the site signs who its own users are
    Column("name", String(200), nullable=False),
    Column("colour", String(7), nullable=False),  # "#rrggbb"
    Column("allowed_origins", Text, nullable=False),  # JSON, as `service.desk.origins` has them
    Column("greeting", Text, nullable=False),  # JSON: text by language
    Column("language", String(35), nullable=False),
    Column("enabled", Boolean, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("seen_at", Instant),  # when a page of its sites first showed it; null: none has
)

visitors = Table(
    "visitors",
    metadata,
    Column("token_hash", String(64), primary_key=True),  # SHA-256 in hex; the token itself is nowhere
    Column("contact_id", ID, owned_by("contacts.id"), nullable=False, index=True),
    Column("channel_id", ID, owned_by("channels.id"), nullable=False, index=True),
    Column("created_at", Instant, nullable=False),
    Column("last_used_at", Instant, nullable=False),  # to a day
    Column("expires_at", Instant, nullable=False, index=True),
)

desk_states = Table(  # of each conversation of an organisation, as `service.desk.states` has it
    "desk_states",
    metadata,
    Column("conversation_id", ID, owned_by("conversations.id"), primary_key=True),
    Column("organisation_id", ID, owned_by("organisations.id"), nullable=False),
    Column("state", String(10), nullable=False),
    Column("assignee_id", ID, ForeignKey("accounts.id", ondelete="SET NULL"), index=True),
    Column("assigned_at", Instant),
    Column("waiting_since", Instant),
    Column("first_reply_at", Instant),
    Column("snoozed_until", Instant),
    Column("resolved_at", Instant),
    Column("queue_id", ID, index=True),  # of `queues`; who deletes one takes it out of here
    Column("opened_at", Instant),
    Column("due_at", Instant),
    Column("due_kind", String(20)),
    Column("look_at", Instant),
    Column("alerted", String(10)),
    Column("left_by", ID),  # of an account
    Column("channel_id", ID, index=True),  # by which its contact came; it may be gone. Null: by none
    Index(None, "organisation_id", "state"),
    Index("ix_desk_states_look_at", "look_at", sqlite_where=LOOKED_AT, postgresql_where=LOOKED_AT),
    _some("snoozed_until", "snoozed", "snoozed_until"),
    _some("pending", "pending", "state"),
    _some("open", "open", "assignee_id"),
    _some("resolved", "resolved", "organisation_id", "resolved_at", "conversation_id"),
)


def in_state(state: str) -> ColumnElement[bool]:
    """In the words that databases know a partial index by: with a parameter SQLite uses none. `state`: ours,
    and nobody's text."""
    known: ColumnElement[Any] = literal_column(f"'{state}'")
    return desk_states.c.state == known
