"""Tables of what agents and visitors say of a conversation besides writing in it."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, SmallInteger, String, Table, Text, UniqueConstraint

from service.store.schema import ID, metadata, owned_by
from service.store.types import Instant

tags = Table(
    "tags",
    metadata,
    Column("id", ID, primary_key=True),
    Column("organisation_id", ID, owned_by("organisations.id"), nullable=False),
    Column("name", String(40), nullable=False),
    Column("name_key", String(200), nullable=False),  # `service.text.folding.fold`
    Column("colour", String(7), nullable=False),  # "#rrggbb"
    Column("created_at", Instant, nullable=False),
    UniqueConstraint("organisation_id", "name_key"),
)

conversation_tags = Table(
    "conversation_tags",
    metadata,
    Column("conversation_id", ID, owned_by("conversations.id"), primary_key=True),
    Column("tag_id", ID, owned_by("tags.id"), primary_key=True, index=True),
)

ratings = Table(  # one for each time that a conversation was resolved
    "ratings",
    metadata,
    Column("id", ID, primary_key=True),
    Column("conversation_id", ID, owned_by("conversations.id"), nullable=False),
    Column("organisation_id", ID, owned_by("organisations.id"), nullable=False, index=True),
    Column("resolved_at", Instant, nullable=False),  # when what is rated was resolved
    Column("assignee_id", ID, ForeignKey("accounts.id", ondelete="SET NULL"), index=True),  # who served then
    Column("score", SmallInteger, nullable=False),  # 1 to 5
    Column("comment", Text),  # null: none, or erased
    Column("language", String(35), nullable=False),  # that the visitor reads
    Column("rated_at", Instant, nullable=False, index=True),
    Column("changed_at", Instant, nullable=False),
    UniqueConstraint("conversation_id", "resolved_at"),
)

mentions = Table(  # colleagues whom a note names
    "mentions",
    metadata,
    Column("account_id", ID, owned_by("accounts.id"), primary_key=True),
    Column("message_id", ID, owned_by("messages.id"), primary_key=True, index=True),
    Column("conversation_id", ID, owned_by("conversations.id"), nullable=False, index=True),
    Column("organisation_id", ID, owned_by("organisations.id"), nullable=False, index=True),
    Column("created_at", Instant, nullable=False),
    Column("read_at", Instant),  # null: not yet
)

contact_cards = Table(  # what is known of a contact besides who it is
    "contact_cards",
    metadata,
    Column("contact_id", ID, owned_by("contacts.id"), primary_key=True),
    Column("time_zone", String(64)),  # as IANA calls it; null: not known
    Column("page_url", Text),  # of the site, on which its visitor was last; without secrets
    Column("page_title", String(200)),
    Column("page_at", Instant),
    Column("attributes", Text, nullable=False),  # JSON: text by name, as agents write them
)

audit_entries = Table(  # only ever added to, and forgotten when old
    "audit_entries",
    metadata,
    Column("id", ID, primary_key=True),
    Column("organisation_id", ID, owned_by("organisations.id"), nullable=False),
    Column("at", Instant, nullable=False, index=True),
    Column("account_id", ID, nullable=False),  # who did it; it stands also when the account is gone
    Column("action", String(40), nullable=False),
    Column("conversation_id", ID),  # null: it is about none
    Column("subject_id", ID),  # what else it is about: an account, a tag, a channel …
    Column("once", String(160), unique=True),  # of reads: there is one entry of this; null: any number
    Index(None, "organisation_id", "id"),
)
