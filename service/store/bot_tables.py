"""Table of programs that sit where an organisation's bot would: who they are, and how it goes with them."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, Integer, String, Table, Text

from service.store.schema import ID, metadata, owned_by
from service.store.types import Instant

bots = Table(
    "bots",
    metadata,
    Column("id", ID, primary_key=True),
    Column("organisation_id", ID, owned_by("organisations.id"), nullable=False),
    Column("channel_id", ID, owned_by("channels.id"), index=True),  # whose visitors it answers; null: all
    Column("queue_id", ID, index=True),  # of `queues`, whose conversations it answers; null: of all and none
    Column("name", String(80), nullable=False),
    Column("kind", String(10), nullable=False),  # "webhook", "socket", "model"
    Column("language", String(35), nullable=False),  # in which it reads and writes
    Column("url", Text),  # of "webhook"
    Column("secret", String(80)),  # of "webhook": "whsec_" and base64, with which we sign
    Column("token_hash", String(64), unique=True),  # of "socket": SHA-256 in hex; the token is nowhere
    Column("enabled", Boolean, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("failures", Integer, nullable=False),  # in a row
    Column("failing_since", Instant),  # null: the last turn was answered, or there was none
    Column("last_failed_at", Instant),
    Column("last_error", String(40)),  # a code; it stands also when all is well again
    Column("retry_at", Instant),  # nothing is asked of it before; null: at once
    Index(None, "organisation_id", "enabled"),
)
