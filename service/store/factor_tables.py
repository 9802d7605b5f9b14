"""Tables of what people prove themselves with besides a password."""

from __future__ import annotations

from sqlalchemy import Column, String, Table, Text

from service.store.schema import ID, metadata, owned_by
from service.store.types import Counter, Instant

second_factors = Table(  # an authenticator app (RFC 6238); one of an account
    "second_factors",
    metadata,
    Column("account_id", ID, owned_by("accounts.id"), primary_key=True),
    Column("secret", Text, nullable=False),  # sealed: `service.store.seal`
    Column("created_at", Instant, nullable=False),
    Column("confirmed_at", Instant),  # null: begun, and no code of it was seen yet
    Column("last_step", Counter, nullable=False),  # of the newest code that was used: none works twice
)

recovery_codes = Table(  # for who has lost what is proven with
    "recovery_codes",
    metadata,
    Column("code_hash", String(64), primary_key=True),  # SHA-256 in hex, with the account's id
    Column("account_id", ID, owned_by("accounts.id"), nullable=False, index=True),
)
