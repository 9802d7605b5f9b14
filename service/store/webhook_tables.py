"""Tables of servers that an organisation has told of what happens, and of what is on its way to them."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, Integer, String, Table, Text, UniqueConstraint, text

from service.store.schema import ID, metadata, owned_by
from service.store.types import Instant

WAITING = text("state = 'waiting'")

webhooks = Table(
    "webhooks",
    metadata,
    Column("id", ID, primary_key=True),
    Column("organisation_id", ID, owned_by("organisations.id"), nullable=False, index=True),
    Column("url", Text, nullable=False),
    Column("events", Text, nullable=False),  # JSON: kinds of activity, or "*"
    Column("enabled", Boolean, nullable=False),
    Column("secret", String(80), nullable=False),  # "whsec_" and base64: with which we sign
    Column("created_at", Instant, nullable=False),
    Column("failures", Integer, nullable=False),  # in a row
    Column("failing_since", Instant),  # null: the last one was taken, or there was none
    Column("retry_at", Instant),  # nothing is sent before; null: at once
    Column("last_status", Integer),  # that it answered; null: it has not, or nothing was sent
)

webhook_deliveries = Table(
    "webhook_deliveries",
    metadata,
    Column("id", ID, primary_key=True),
    Column("webhook_id", ID, owned_by("webhooks.id"), nullable=False),
    Column("event_id", ID, nullable=False),  # of the activity
    Column("event", String(40), nullable=False),
    Column("body", Text, nullable=False),  # JSON, as it is signed
    Column("state", String(10), nullable=False),  # "waiting", "delivered", "dead"
    Column("attempts", Integer, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("due_at", Instant),  # of those that wait
    Column("done_at", Instant, index=True),  # of those that do not
    Column("last_status", Integer),
    Column("last_error", String(40)),  # a code; null: none
    UniqueConstraint("webhook_id", "event_id"),
    Index(None, "webhook_id", "state"),
    Index("ix_webhook_deliveries_due_at", "due_at", sqlite_where=WAITING, postgresql_where=WAITING),
)

shops = Table(  # whom agents have asked for a customer's orders
    "shops",
    metadata,
    Column("organisation_id", ID, owned_by("organisations.id"), primary_key=True),
    Column("url", Text, nullable=False),
    Column("secret", String(80), nullable=False),
    Column("created_at", Instant, nullable=False),
)
