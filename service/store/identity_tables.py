"""Tables of who somebody is: accounts and their sessions, organisations, their members and contacts."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Integer, String, Table, UniqueConstraint, false, true

from service.store.schema import ID, metadata, owned_by
from service.store.types import Instant

accounts = Table(
    "accounts",
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
    Column("gender", String(9)),  # in translations of what the person writes; null: they have not said
)

sessions = Table(
    "sessions",
    metadata,
    Column("token_hash", String(64), primary_key=True),  # SHA-256 in hex; the token itself is nowhere
    Column("person_id", ID, owned_by("accounts.id"), nullable=False, index=True),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False, index=True),
    Column("id", ID, nullable=False, server_default=""),  # what a list calls it
    Column("last_used_at", Instant),  # to some minutes; null: never since it was made
    Column("device", String(100), nullable=False, server_default=""),  # "Firefox, Linux"; empty: unknown
    Column("issuer", String(500), nullable=False, server_default=""),  # provider that it came by; "": none
)

organisations = Table(
    "organisations",
    metadata,
    Column("id", ID, primary_key=True),
    Column("name", String(200), nullable=False),
    Column("language", String(35), nullable=False),  # in which it reads while no agent does
    Column("created_at", Instant, nullable=False),
    Column("retention_days", Integer),  # that texts of its conversations are kept; null: as all others are
    Column("file_mb", Integer),  # megabytes of one file; this and the next two: null, as the installation
    Column("files_mb", Integer),  # megabytes of all its files
    Column("files_count", Integer),  # how many files it keeps
    Column("second_factor_from", Instant),  # who has none is kept out from then on; null: nobody
    Column(
        "provider_from", Instant
    ),  # who has not come by the provider is kept out from then on; null: nobody
    Column("bot", Boolean, nullable=False, server_default=false()),  # answers visitors first, from articles
    Column("keeps_text", Boolean, nullable=False, server_default=false()),  # analytics may show its words
    Column("articles_rev", Integer, nullable=False, server_default="0"),  # raised by each change of them
    Column("address", String(8)),  # how its agents and contacts speak to each other; null: formally
    Column("suspended_at", Instant),  # nobody writes since then, by whoever runs the service; null: it is not
)

memberships = Table(
    "memberships",
    metadata,
    Column("organisation_id", ID, owned_by("organisations.id"), primary_key=True),
    Column("account_id", ID, owned_by("accounts.id"), primary_key=True, index=True),
    Column("role", String(10), nullable=False),  # of `service.identity.roles`
    Column("created_at", Instant, nullable=False),
)

invitations = Table(
    "invitations",
    metadata,
    Column("token_hash", String(64), primary_key=True),  # SHA-256 in hex; the token itself is nowhere
    Column("id", ID, nullable=False, unique=True),  # what a list calls it
    Column("organisation_id", ID, owned_by("organisations.id"), nullable=False, index=True),
    Column("role", String(10), nullable=False),
    Column("by_id", ID, ForeignKey("accounts.id", ondelete="SET NULL")),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("used_at", Instant),  # null: nobody has accepted it
    Column("used_by_id", ID, ForeignKey("accounts.id", ondelete="SET NULL")),
)

contacts = Table(
    "contacts",
    metadata,
    Column("id", ID, primary_key=True),
    Column("organisation_id", ID, owned_by("organisations.id"), nullable=False),
    Column("reference", String(200)),  # what the organisation's own systems call them; null: nothing
    Column("name", String(200), nullable=False),
    Column("name_key", String(400), nullable=False),
    Column("language", String(35), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("last_seen_at", Instant),
    Column("email", String(254)),  # as they gave it, unproven; null: they did not
    Column("consented_at", Instant),  # when they agreed to write here as a visitor; null: they never came so
    UniqueConstraint("organisation_id", "reference"),
)
