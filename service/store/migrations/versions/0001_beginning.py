"""People, sessions, conversations, messages, enrichments and the outbox."""

from datetime import datetime

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ID = sa.String(36)


def upgrade() -> None:
    """Make all tables."""
    _people()
    _conversations()
    _messages()
    op.create_table(
        "outbox",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            primary_key=True,
            autoincrement=True,
        ),
        sa.Column("stream", sa.String(100), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sqlite_autoincrement=True,
    )


def _time(name: str, *, nullable: bool = False) -> sa.Column[datetime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _reference(name: str, table: str, target: str, *, key: bool = False) -> sa.Column[str]:
    reference = sa.ForeignKey(target, name=f"fk_{table}_{name}", ondelete="CASCADE")
    return sa.Column(name, ID, reference, nullable=False, primary_key=key)


def _people() -> None:
    op.create_table(
        "people",
        sa.Column("id", ID, primary_key=True),
        sa.Column("handle", sa.String(32), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("name_key", sa.String(400), nullable=False),
        sa.Column("password_hash", sa.String(200), nullable=False),
        sa.Column("language", sa.String(35), nullable=False),
        sa.Column("theme", sa.String(10), nullable=False),
        _time("created_at"),
        _time("last_seen_at", nullable=True),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.UniqueConstraint("handle", name="uq_people_handle"),
    )
    op.create_index("ix_people_name_key", "people", ["name_key"])
    op.create_table(
        "sessions",
        sa.Column("token_hash", sa.String(64), primary_key=True),
        _reference("person_id", "sessions", "people.id"),
        _time("created_at"),
        _time("expires_at"),
    )
    op.create_index("ix_sessions_person_id", "sessions", ["person_id"])
    op.create_index("ix_sessions_expires_at", "sessions", ["expires_at"])


def _conversations() -> None:
    op.create_table(
        "conversations",
        sa.Column("id", ID, primary_key=True),
        _reference("low_id", "conversations", "people.id"),
        _reference("high_id", "conversations", "people.id"),
        sa.Column("last_seq", sa.BigInteger(), nullable=False),
        sa.Column("rev", sa.BigInteger(), nullable=False),
        _time("created_at"),
        _time("active_at"),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.UniqueConstraint("low_id", "high_id", name="uq_conversations_low_id_high_id"),
    )
    op.create_index("ix_conversations_high_id", "conversations", ["high_id"])
    op.create_table(
        "sides",
        _reference("conversation_id", "sides", "conversations.id", key=True),
        _reference("person_id", "sides", "people.id", key=True),
        sa.Column("delivered_seq", sa.BigInteger(), nullable=False),
        sa.Column("read_seq", sa.BigInteger(), nullable=False),
        sa.Column("suggestions", sa.Boolean(), nullable=False),
    )
    op.create_index("ix_sides_person_id", "sides", ["person_id"])


def _messages() -> None:
    op.create_table(
        "messages",
        sa.Column("id", ID, primary_key=True),
        _reference("conversation_id", "messages", "conversations.id"),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("rev", sa.BigInteger(), nullable=False),
        _reference("author_id", "messages", "people.id"),
        sa.Column("client_id", sa.String(100), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("language", sa.String(35), nullable=False),
        _time("posted_at"),
        _time("queued_at"),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.UniqueConstraint("conversation_id", "seq", name="uq_messages_conversation_id_seq"),
        sa.UniqueConstraint(
            "conversation_id",
            "author_id",
            "client_id",
            name="uq_messages_conversation_id_author_id_client_id",
        ),
    )
    op.create_index("ix_messages_author_id", "messages", ["author_id"])
    op.create_index("ix_messages_conversation_id_rev", "messages", ["conversation_id", "rev"])
    op.create_table(
        "enrichments",
        _reference("message_id", "enrichments", "messages.id", key=True),
        sa.Column("status", sa.String(10), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        _time("updated_at"),
        _time("shown_at", nullable=True),
    )
    pending = sa.text("status = 'pending'")
    op.create_index(
        "ix_enrichments_pending", "enrichments", ["status"], sqlite_where=pending, postgresql_where=pending
    )
