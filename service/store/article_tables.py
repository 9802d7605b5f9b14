"""Tables of what an organisation's bot answers from: articles, and the passages they are cut into."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Integer, String, Table, Text, UniqueConstraint

from service.store.schema import ID, metadata, owned_by
from service.store.types import Instant

articles = Table(
    "articles",
    metadata,
    Column("id", ID, primary_key=True),
    Column("organisation_id", ID, owned_by("organisations.id"), nullable=False),
    Column("title", String(200), nullable=False),
    Column("language", String(35), nullable=False),
    Column("text", Text, nullable=False),  # Markdown or plain, as it was written
    Column("always_human", Boolean, nullable=False),  # who asks about this is handed to a person
    Column("created_at", Instant, nullable=False),
    Column("updated_at", Instant, nullable=False),
    UniqueConstraint("organisation_id", "title", "language"),
)

passages = Table(
    "passages",
    metadata,
    Column("id", ID, primary_key=True),
    Column("article_id", ID, owned_by("articles.id"), nullable=False),
    Column("organisation_id", ID, owned_by("organisations.id"), nullable=False, index=True),
    Column("number", Integer, nullable=False),  # within its article, from 0
    Column("heading", String(200), nullable=False),  # under which it stands; empty: none
    Column("text", Text, nullable=False),  # plain: what is searched and quoted
    UniqueConstraint("article_id", "number"),
)
