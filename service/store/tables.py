"""All tables. A change here needs a migration beside it; a test compares the two on both databases."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Float,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
)

from service.store import bot_tables, label_tables, ops_tables, painpoint_tables, webhook_tables
from service.store.article_tables import articles, passages
from service.store.beside_tables import link_previews, reports, search_texts, taken_back
from service.store.desk_tables import channels, desk_states, in_state, visitors
from service.store.factor_tables import (
    challenges,
    flows,
    identities,
    passkeys,
    recovery_codes,
    second_factors,
)
from service.store.file_tables import file_parts, files
from service.store.identity_tables import (
    accounts,
    contacts,
    invitations,
    memberships,
    organisations,
    sessions,
)
from service.store.knowledge_tables import canned, corrections, own_answers, terms
from service.store.push_tables import push_subscriptions
from service.store.routing_tables import desk_agents, desk_rules, queue_members, queues
from service.store.schema import ID, metadata, owned_by
from service.store.types import Counter, Instant, Serial

__all__ = [
    "accounts",
    "articles",
    "bot_tables",
    "canned",
    "challenges",
    "channels",
    "contacts",
    "conversations",
    "corrections",
    "desk_agents",
    "desk_rules",
    "desk_states",
    "enrichments",
    "file_parts",
    "files",
    "flows",
    "identities",
    "in_state",
    "invitations",
    "label_tables",
    "link_previews",
    "memberships",
    "messages",
    "metadata",
    "ops_tables",
    "organisations",
    "outbox",
    "own_answers",
    "painpoint_tables",
    "participants",
    "passages",
    "passkeys",
    "push_subscriptions",
    "queue_members",
    "queues",
    "recovery_codes",
    "reports",
    "search_texts",
    "second_factors",
    "sessions",
    "taken_back",
    "terms",
    "visitors",
    "webhook_tables",
]

conversations = Table(
    "conversations",
    metadata,
    Column("id", ID, primary_key=True),
    Column(
        "kind", String(10), nullable=False
    ),  # "direct": between two accounts; "service": an organisation's
    Column("organisation_id", ID, owned_by("organisations.id"), index=True),  # null: direct
    Column("direct_key", String(73), unique=True),  # both accounts' ids, lower first, and ":"; null: service
    Column("last_seq", Counter, nullable=False),
    Column("rev", Counter, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("active_at", Instant, nullable=False),
    Column("demo", Boolean, nullable=False),
)

_ASKED = text("stance = 'request'")
_ASIDE = text("blocked_at IS NOT NULL OR stance = 'ignored'")

# Two rows of each conversation are its sides: kind "account", "contact" or "organisation". On the side of an
# organisation each account that takes part has a further row, of kind "member", for what is its own: receipts
# and wishes. What is a side's (stance, blocks, sentiment) stands in the side's row.
participants = Table(
    "participants",
    metadata,
    Column("conversation_id", ID, owned_by("conversations.id"), primary_key=True),
    Column("party_id", ID, primary_key=True),  # of the account, contact or organisation
    Column("kind", String(12), nullable=False),
    Column("side", SmallInteger, nullable=False),
    Column("account_id", ID, owned_by("accounts.id"), index=True),  # of kinds "account" and "member"
    Column("contact_id", ID, owned_by("contacts.id"), index=True),
    Column("language", String(35)),  # read in here; null: the party's own
    Column("delivered_seq", Counter, nullable=False),
    Column("read_seq", Counter, nullable=False),
    Column("suggestions", Boolean, nullable=False),
    Column("stance", String(10), nullable=False, server_default="accepted"),  # of `messaging.relation`
    Column("blocked_at", Instant),  # since when it blocks the other side; null: it does not
    Column("seen_name", String(200)),  # as the other side sees it since then; null: as it is
    Column("seen_name_key", String(400)),
    Column("seen_language", String(35)),
    Column("sentiment_trend", String(100), nullable=False, server_default=""),  # JSON; empty: quiet
    Column("muted", Boolean, nullable=False, server_default=false()),
    Column("left_seq", Counter),  # hidden from its party until a message after this one; null: not left
    Column("turned_seq", Counter, nullable=False, server_default="0"),  # the last turn for the worse told
    Column("address", String(8)),  # how what it writes speaks to the other side; null: nobody has said
    CheckConstraint("side IN (0, 1)", name="side"),
    Index(
        "uq_participants_side",
        "conversation_id",
        "side",
        unique=True,
        sqlite_where=text("kind <> 'member'"),
        postgresql_where=text("kind <> 'member'"),
    ),
    Index("ix_participants_requests", "account_id", sqlite_where=_ASKED, postgresql_where=_ASKED),
    Index("ix_participants_aside", "party_id", sqlite_where=_ASIDE, postgresql_where=_ASIDE),
)

_PINNED, UNINDEXED = text("pinned IS NOT NULL"), text("NOT in_search")
"""Which messages wait for the index of words. Ask in these words: SQLite uses a partial index for what it was
made with only, and `~in_search` comes to it as `in_search = 0`."""

OF_CONTACTS = text("author_kind = 'contact'")
"""What customers wrote. Ask in these words: SQLite uses a partial index for nothing else."""

messages = Table(
    "messages",
    metadata,
    Column("id", ID, primary_key=True),
    Column("conversation_id", ID, owned_by("conversations.id"), nullable=False),
    Column("seq", Counter, nullable=False),
    Column("rev", Counter, nullable=False),
    Column("author_kind", String(10), nullable=False),  # "account", "contact", "bot", "system"
    Column("author_id", ID, nullable=False, index=True),  # of an account or contact; else which bot or system
    Column("side", SmallInteger, nullable=False),  # on which it was written
    Column("organisation_id", ID),  # its conversation's, with which it goes
    Column("client_id", String(100), nullable=False),
    Column("text", Text, nullable=False),  # what can be read of it; empty: of its kind, or erased
    Column("kind", String(20), nullable=False, server_default="text"),  # of wire.contracts.contents
    Column("content", Text),  # JSON of its content; null: its kind says all
    Column("command", String(64)),  # digest of what was asked for with `client_id`; null: from before, erased
    Column("edited_at", Instant),
    Column("language", String(35), nullable=False),
    Column("posted_at", Instant, nullable=False),
    Column("queued_at", Instant, nullable=False),
    Column("attempts", Integer, nullable=False),  # times that lost work was queued again
    Column("withheld", Boolean, nullable=False, server_default=false()),  # written while its reader blocked
    Column("reactions", Text),  # JSON of messaging.marks; null: none
    Column("pinned", Text),  # the same: who pinned it; null: nobody
    Column("in_search", Boolean, nullable=False, server_default=false()),  # found as it is now
    UniqueConstraint("conversation_id", "seq"),
    UniqueConstraint("conversation_id", "author_id", "client_id"),
    Index(None, "conversation_id", "rev"),
    Index(
        "ix_messages_said", "organisation_id", "id", sqlite_where=OF_CONTACTS, postgresql_where=OF_CONTACTS
    ),
    Index("ix_messages_unindexed", "id", sqlite_where=UNINDEXED, postgresql_where=UNINDEXED),
    Index("ix_messages_pinned", "conversation_id", sqlite_where=_PINNED, postgresql_where=_PINNED),
)

message_changes = Table(
    "message_changes",
    metadata,
    Column("message_id", ID, owned_by("messages.id"), primary_key=True),
    Column("rev", Counter, primary_key=True),  # that the change gave it
    Column("change", String(20), nullable=False),  # "edited", "removed", "link_shown", "link_hidden"
    Column("by_id", ID, nullable=False),
    Column("at", Instant, nullable=False),
    Column("was", Text),  # of "edited": what it said before; null: from before this was kept, or erased
)

_PENDING, _FAILED = text("status = 'pending'"), text("status = 'failed'")

enrichments = Table(
    "enrichments",
    metadata,
    Column("message_id", ID, owned_by("messages.id"), primary_key=True),
    Column("status", String(10), nullable=False),
    Column("body", Text, nullable=False),  # JSON of service.models.Enrichment
    Column("updated_at", Instant, nullable=False),  # when the worker made what is in `body`
    Column("shown_at", Instant),  # when its suggestions were first on a screen
    Index("ix_enrichments_pending", "status", sqlite_where=_PENDING, postgresql_where=_PENDING),
    Index("ix_enrichments_failed", "updated_at", sqlite_where=_FAILED, postgresql_where=_FAILED),
)

findings = Table(
    "annotations",  # a variable of that name would hide that of `__future__`
    metadata,
    Column("message_id", ID, owned_by("messages.id"), primary_key=True),
    Column("task", String(64), primary_key=True),
    Column("target", String(35), primary_key=True),  # language of a translation; empty: as written
    Column("model", String(200), primary_key=True),
    Column("body", Text, nullable=False),  # JSON of wire.contracts.events.Annotation
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", Serial, primary_key=True, autoincrement=True),
    Column("stream", String(100), nullable=False),
    Column("body", LargeBinary, nullable=False),
    sqlite_autoincrement=True,  # a number is never used twice, so order is the order of writing
)

leases = Table(
    "leases",
    metadata,
    Column("job", String(40), primary_key=True),
    Column("holder", String(200), nullable=False, server_default=""),  # who runs it, or was the last to
    Column("fence", Counter, nullable=False, server_default="0"),  # one more with each run
    Column("expires_at", Instant),  # null: nobody holds it
    Column("due_at", Instant, nullable=False),  # no run begins before
    Column("started_at", Instant),
    Column("ended_at", Instant),
    Column("seconds", Float),  # how long the last whole run took
    Column("done", Counter, nullable=False, server_default="0"),  # what it did, in things of its own kind
    Column("runs", Counter, nullable=False, server_default="0"),
    Column("failures", Counter, nullable=False, server_default="0"),
    Column("failing", Counter, nullable=False, server_default="0"),  # of these, in a row up to the last run
    Column("error", String(100), nullable=False, server_default=""),  # kind of the last run's error
)
