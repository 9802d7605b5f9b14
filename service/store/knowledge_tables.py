"""Tables of what people teach: words, corrected translations, answers.

`scope` says for whom a row holds, `scope_id` for which: "installation" for both, "organisation" and its id,
"person" and the account's id, "conversation" and the conversation's. The references beside them say who made
it and where, and take it away with them.
"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, Integer, String, Table, Text, UniqueConstraint

from service.store.schema import ID, metadata, owned_by
from service.store.types import Instant

terms = Table(
    "terms",
    metadata,
    Column("id", ID, primary_key=True),
    Column("scope", String(20), nullable=False),
    Column("scope_id", ID, nullable=False),
    Column("by_id", ID, owned_by("accounts.id"), index=True),  # null: the operator
    Column("conversation_id", ID, owned_by("conversations.id"), index=True),
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

dismissed_terms = Table(  # offered for the glossary of an organisation, and not wanted
    "dismissed_terms",
    metadata,
    Column("organisation_id", ID, owned_by("organisations.id"), primary_key=True),
    Column("key", String(600), primary_key=True),  # normalised, as of `terms`
    Column("language", String(35), primary_key=True),  # primary subtag of the word's
    Column("created_at", Instant, nullable=False),
)

corrections = Table(
    "corrections",
    metadata,
    Column("id", ID, primary_key=True),
    Column("scope", String(20), nullable=False),  # "conversation": holds there, and for whom it is by
    Column("scope_id", ID, nullable=False),
    Column("by_id", ID, owned_by("accounts.id")),  # null: imported by the operator
    Column("conversation_id", ID, owned_by("conversations.id"), index=True),
    Column("message_id", ID, owned_by("messages.id")),
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
    Column("by_id", ID, owned_by("accounts.id"), index=True),
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
    Column("person_id", ID, owned_by("accounts.id"), nullable=False),
    Column("language", String(35), nullable=False),  # primary subtag
    Column("key", String(64), nullable=False),  # SHA-256 of the normalised text
    Column("text", Text, nullable=False),
    Column("answered", Text, nullable=False),
    Column("uses", Integer, nullable=False),
    Column("last_message_id", ID, nullable=False),  # counted up to here
    UniqueConstraint("person_id", "language", "key"),
    Index(None, "person_id", "last_message_id"),
)
