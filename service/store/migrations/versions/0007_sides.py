"""People become accounts; what a side of a conversation is moves from columns of pairs to rows of sides.

Organisations, their members and contacts get tables; what held for the whole installation says so.
"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

ID = sa.String(36)


def upgrade() -> None:
    """The new tables first, then what is there moves into them."""
    _accounts()
    _organisations()
    _contacts()
    _conversations()
    _participants()
    _messages()
    _leave_pairs()
    for table in ("terms", "corrections", "canned"):
        op.execute(
            f"UPDATE {table} SET scope = 'installation', scope_id = 'installation' WHERE scope = 'house'"
        )


def _time(name: str, *, nullable: bool = False) -> sa.Column[datetime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _text(name: str, length: int, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(length), nullable=nullable)


def _owner(
    name: str, table: str, target: str, *, nullable: bool = False, key: bool = False
) -> sa.Column[str]:
    reference = sa.ForeignKey(f"{target}.id", name=f"fk_{table}_{name}", ondelete="CASCADE")
    return sa.Column(name, ID, reference, nullable=nullable, primary_key=key)


def _accounts() -> None:
    op.rename_table("people", "accounts")
    with op.batch_alter_table("accounts") as table:
        table.drop_index("ix_people_name_key")
        table.drop_constraint("uq_people_handle", type_="unique")
        table.create_unique_constraint("uq_accounts_handle", ["handle"])
    op.create_index("ix_accounts_name_key", "accounts", ["name_key"])


def _organisations() -> None:
    op.create_table(
        "organisations",
        sa.Column("id", ID, primary_key=True),
        _text("name", 200),
        _text("language", 35),
        _time("created_at"),
    )
    op.create_table(
        "memberships",
        _owner("organisation_id", "memberships", "organisations", key=True),
        _owner("account_id", "memberships", "accounts", key=True),
        _text("role", 10),
        _time("created_at"),
    )
    op.create_index("ix_memberships_account_id", "memberships", ["account_id"])
    by, used_by = (
        sa.Column(name, ID, sa.ForeignKey("accounts.id", name=f"fk_invitations_{name}", ondelete="SET NULL"))
        for name in ("by_id", "used_by_id")
    )
    op.create_table(
        "invitations",
        sa.Column("token_hash", sa.String(64), primary_key=True),
        sa.Column("id", ID, nullable=False),
        _owner("organisation_id", "invitations", "organisations"),
        _text("role", 10),
        by,
        _time("created_at"),
        _time("expires_at"),
        _time("used_at", nullable=True),
        used_by,
        sa.UniqueConstraint("id", name="uq_invitations_id"),
    )
    op.create_index("ix_invitations_organisation_id", "invitations", ["organisation_id"])


def _contacts() -> None:
    op.create_table(
        "contacts",
        sa.Column("id", ID, primary_key=True),
        _owner("organisation_id", "contacts", "organisations"),
        _text("reference", 200, nullable=True),
        _text("name", 200),
        _text("name_key", 400),
        _text("language", 35),
        _time("created_at"),
        _time("last_seen_at", nullable=True),
        sa.UniqueConstraint("organisation_id", "reference", name="uq_contacts_organisation_id_reference"),
    )


def _conversations() -> None:
    op.add_column("conversations", sa.Column("kind", sa.String(10), nullable=False, server_default="direct"))
    op.add_column("conversations", sa.Column("organisation_id", ID))
    op.add_column("conversations", _text("direct_key", 73, nullable=True))
    op.execute("UPDATE conversations SET direct_key = low_id || ':' || high_id")


def _participants() -> None:
    op.create_table(
        "participants",
        _owner("conversation_id", "participants", "conversations", key=True),
        sa.Column("party_id", ID, primary_key=True),
        _text("kind", 12),
        sa.Column("side", sa.SmallInteger(), nullable=False),
        _owner("account_id", "participants", "accounts", nullable=True),
        _owner("contact_id", "participants", "contacts", nullable=True),
        _text("language", 35, nullable=True),
        sa.Column("delivered_seq", sa.BigInteger(), nullable=False),
        sa.Column("read_seq", sa.BigInteger(), nullable=False),
        sa.Column("suggestions", sa.Boolean(), nullable=False),
        sa.Column("stance", sa.String(10), nullable=False, server_default="accepted"),
        _time("blocked_at", nullable=True),
        sa.Column("sentiment_trend", sa.String(100), nullable=False, server_default=""),
        sa.Column("turned_seq", sa.BigInteger(), nullable=False, server_default="0"),
        sa.CheckConstraint("side IN (0, 1)", name="ck_participants_side"),
    )
    for side, name in enumerate(("low", "high")):
        op.execute(_sides_of(side, name))
    one = sa.text("kind <> 'member'")
    op.create_index(
        "uq_participants_side",
        "participants",
        ["conversation_id", "side"],
        unique=True,
        sqlite_where=one,
        postgresql_where=one,
    )
    op.create_index("ix_participants_account_id", "participants", ["account_id"])
    op.create_index("ix_participants_contact_id", "participants", ["contact_id"])


def _sides_of(side: int, name: str) -> str:
    """The rows of the side that stood in columns of this name."""
    return f"""
        INSERT INTO participants (conversation_id, party_id, kind, side, account_id, delivered_seq, read_seq,
            suggestions, stance, blocked_at, sentiment_trend, turned_seq)
        SELECT c.id, s.person_id, 'account', {side}, s.person_id, s.delivered_seq, s.read_seq,
            s.suggestions, c.{name}_stance, c.{name}_blocked_at, s.mood, s.turned_seq
        FROM conversations c JOIN sides s ON s.conversation_id = c.id AND s.person_id = c.{name}_id
    """


def _messages() -> None:
    kind = sa.Column("author_kind", sa.String(10), nullable=False, server_default="account")
    op.add_column("messages", kind)
    op.add_column("messages", sa.Column("side", sa.SmallInteger(), nullable=False, server_default="0"))
    op.add_column("messages", sa.Column("organisation_id", ID))
    op.execute(
        "UPDATE messages SET side = 1 WHERE EXISTS (SELECT 1 FROM conversations c"
        " WHERE c.id = messages.conversation_id AND c.high_id = messages.author_id)"
    )
    with op.batch_alter_table("messages") as table:
        table.drop_constraint("fk_messages_author_id", type_="foreignkey")
        table.alter_column("author_kind", server_default=None)
        table.alter_column("side", server_default=None)


def _leave_pairs() -> None:
    op.drop_table("sides")
    with op.batch_alter_table("conversations") as table:
        table.drop_constraint("uq_conversations_low_id_high_id", type_="unique")
        table.drop_index("ix_conversations_high_id")
        for name in ("low", "high"):
            for column in ("id", "stance", "blocked_at"):
                table.drop_column(f"{name}_{column}")
        table.alter_column("kind", server_default=None)
        table.create_unique_constraint("uq_conversations_direct_key", ["direct_key"])
        owner = ("fk_conversations_organisation_id", "organisations", ["organisation_id"], ["id"])
        table.create_foreign_key(*owner, ondelete="CASCADE")
    op.create_index("ix_conversations_organisation_id", "conversations", ["organisation_id"])
