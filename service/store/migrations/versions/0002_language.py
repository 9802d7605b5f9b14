"""Words, mended translations, canned answers, and what people answered before."""

from datetime import datetime

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ID = sa.String(36)


def upgrade() -> None:
    """Make the tables, and two columns of people."""
    yes = sa.true()
    op.add_column("people", sa.Column("keeps_answers", sa.Boolean(), nullable=False, server_default=yes))
    op.add_column("people", sa.Column("answers_after", ID, nullable=False, server_default=""))
    _terms()
    _corrections()
    _canned()
    _own_answers()


def _time(name: str) -> sa.Column[datetime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False)


def _reference(name: str, table: str, target: str, *, nullable: bool = True) -> sa.Column[str]:
    reference = sa.ForeignKey(target, name=f"fk_{table}_{name}", ondelete="CASCADE")
    return sa.Column(name, ID, reference, nullable=nullable)


def _text(name: str, length: int) -> sa.Column[str]:
    return sa.Column(name, sa.String(length), nullable=False)


def _terms() -> None:
    op.create_table(
        "terms",
        sa.Column("id", ID, primary_key=True),
        _text("scope", 20),
        _text("scope_id", 36),
        _reference("by_id", "terms", "people.id"),
        _reference("conversation_id", "terms", "conversations.id"),
        _text("key", 600),
        _text("head", 600),
        _text("source", 100),
        sa.Column("target", sa.String(100)),
        _text("source_language", 35),
        _text("target_language", 35),
        _time("created_at"),
        sa.UniqueConstraint(
            "scope_id",
            "key",
            "source_language",
            "target_language",
            name="uq_terms_scope_id_key_source_language_target_language",
        ),
    )
    op.create_index("ix_terms_by_id", "terms", ["by_id"])
    op.create_index("ix_terms_conversation_id", "terms", ["conversation_id"])
    op.create_index("ix_terms_scope_id_head", "terms", ["scope_id", "head"])


def _corrections() -> None:
    op.create_table(
        "corrections",
        sa.Column("id", ID, primary_key=True),
        _text("scope", 20),
        _text("scope_id", 36),
        _reference("by_id", "corrections", "people.id"),
        _reference("conversation_id", "corrections", "conversations.id"),
        _reference("message_id", "corrections", "messages.id"),
        sa.Column("client_id", sa.String(100)),
        sa.Column("part", sa.Integer(), nullable=False),
        _text("key", 64),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        _text("source_language", 35),
        _text("target_language", 35),
        sa.Column("was", sa.Text()),
        sa.Column("current", sa.Boolean(), nullable=False),
        _time("created_at"),
        sa.UniqueConstraint(
            "message_id",
            "by_id",
            "client_id",
            "part",
            name="uq_corrections_message_id_by_id_client_id_part",
        ),
    )
    op.create_index("ix_corrections_conversation_id", "corrections", ["conversation_id"])
    op.create_index("ix_corrections_key_scope_id", "corrections", ["key", "scope_id"])
    op.create_index("ix_corrections_by_id_key", "corrections", ["by_id", "key"])


def _canned() -> None:
    op.create_table(
        "canned",
        sa.Column("id", ID, primary_key=True),
        _text("scope", 20),
        _text("scope_id", 36),
        _reference("by_id", "canned", "people.id"),
        _text("shortcut", 40),
        _text("language", 35),
        sa.Column("text", sa.Text(), nullable=False),
        _text("key", 64),
        sa.Column("uses", sa.Integer(), nullable=False),
        _text("last_message_id", 36),
        _time("created_at"),
        sa.UniqueConstraint("scope_id", "shortcut", "language", name="uq_canned_scope_id_shortcut_language"),
    )
    op.create_index("ix_canned_by_id", "canned", ["by_id"])
    op.create_index("ix_canned_key", "canned", ["key"])


def _own_answers() -> None:
    op.create_table(
        "own_answers",
        sa.Column("id", ID, primary_key=True),
        _reference("person_id", "own_answers", "people.id", nullable=False),
        _text("language", 35),
        _text("key", 64),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("answered", sa.Text(), nullable=False),
        sa.Column("uses", sa.Integer(), nullable=False),
        _text("last_message_id", 36),
        sa.UniqueConstraint("person_id", "language", "key", name="uq_own_answers_person_id_language_key"),
    )
    op.create_index(
        "ix_own_answers_person_id_last_message_id", "own_answers", ["person_id", "last_message_id"]
    )
