"""Where browsers are told of what came while no page is open: one place for each sign-in, gone with it."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Integer, String, Table, Text

from service.store.schema import ID, metadata, owned_by
from service.store.types import Instant

push_subscriptions = Table(
    "push_subscriptions",
    metadata,
    Column("id", ID, primary_key=True),
    Column("session", String(64), owned_by("sessions.token_hash"), nullable=False, unique=True),
    Column("person_id", ID, owned_by("accounts.id"), nullable=False, index=True),
    Column("endpoint", Text, nullable=False),  # URL at the browser's push service: whoever has it may push
    Column("endpoint_key", String(64), nullable=False, unique=True),  # SHA-256 of it, in hex
    Column("p256dh", String(100), nullable=False),  # the browser's public key, base64url
    Column("auth", String(40), nullable=False),  # what it shares with us alone, base64url
    Column("hides_text", Boolean, nullable=False),
    Column("failures", Integer, nullable=False),  # in a row
    Column("created_at", Instant, nullable=False),
)
