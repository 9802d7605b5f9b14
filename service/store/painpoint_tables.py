"""Tables of what customers write about: groups of their messages, kept from night to night."""

from __future__ import annotations

from sqlalchemy import Column, Float, ForeignKey, Index, Integer, LargeBinary, String, Table, Text

from service.store.schema import ID, metadata, owned_by
from service.store.types import Instant

painpoints = Table(
    "painpoints",
    metadata,
    Column("id", ID, primary_key=True),
    Column("organisation_id", ID, owned_by("organisations.id"), nullable=False, index=True),
    Column("words", Text, nullable=False),  # JSON: the telling ones, in the organisation's language
    Column("middle", LargeBinary, nullable=False),  # mean of its vectors: by it the next night knows it
    Column("found_at", Instant, nullable=False),  # when it was first there
    Column("seen_at", Instant, nullable=False),  # when it was there last
)

# Not of every message of a customer: of the newest, and some months back. No text is in here. A row goes with
# its message, and when the text changes or is erased (`service.messaging.vectors`).
painpoint_messages = Table(
    "painpoint_messages",
    metadata,
    Column("message_id", ID, owned_by("messages.id"), primary_key=True),
    Column("organisation_id", ID, owned_by("organisations.id"), nullable=False),
    Column("conversation_id", ID, nullable=False),
    Column("author_id", ID, nullable=False),
    Column("posted_at", Instant, nullable=False),
    Column("model", String(64), nullable=False),  # that made the vector
    Column("vector", LargeBinary, nullable=False),  # 384 signed bytes
    Column("language", String(35), nullable=False),  # as it was known when it was grouped last
    Column("mood", String(10), key="sentiment"),  # the same; null: not known
    Column("painpoint_id", ID, ForeignKey("painpoints.id", ondelete="SET NULL"), index=True),  # null: in none
    Column("likeness", Float, key="similarity"),  # cosine to the middle of its group; null: in none
    Index(None, "organisation_id", "posted_at"),
)

painpoint_runs = Table(  # how the last whole one went
    "painpoint_runs",
    metadata,
    Column("organisation_id", ID, owned_by("organisations.id"), primary_key=True),
    Column("ended_at", Instant, nullable=False),
    Column("until", Instant, nullable=False),  # up to when messages were looked at
    Column("since", Instant, nullable=False),  # from when on all of them have been, this night or before
    Column("messages", Integer, nullable=False),  # that were grouped this night
    Column("language", String(35), nullable=False),  # of the words
)
