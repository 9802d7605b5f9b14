"""Tags of conversations, ratings by visitors, and colleagues whom notes name."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

ID = sa.String(36)
AT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Four tables, empty: nobody has tagged, rated or named anybody before."""
    _tags()
    _ratings()
    _mentions()


def _tags() -> None:
    op.create_table(
        "tags",
        sa.Column("id", ID, nullable=False),
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("name_key", sa.String(200), nullable=False),
        sa.Column("colour", sa.String(7), nullable=False),
        sa.Column("created_at", AT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_tags"),
        sa.UniqueConstraint("organisation_id", "name_key", name="uq_tags_organisation_id_name_key"),
        _refers("tags", "organisation_id", "organisations.id"),
    )
    op.create_table(
        "conversation_tags",
        sa.Column("conversation_id", ID, nullable=False),
        sa.Column("tag_id", ID, nullable=False),
        sa.PrimaryKeyConstraint("conversation_id", "tag_id", name="pk_conversation_tags"),
        _refers("conversation_tags", "conversation_id", "conversations.id"),
        _refers("conversation_tags", "tag_id", "tags.id"),
    )
    op.create_index("ix_conversation_tags_tag_id", "conversation_tags", ["tag_id"])


def _ratings() -> None:
    op.create_table(
        "ratings",
        sa.Column("id", ID, nullable=False),
        sa.Column("conversation_id", ID, nullable=False),
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("resolved_at", AT, nullable=False),
        sa.Column("assignee_id", ID),
        sa.Column("score", sa.SmallInteger, nullable=False),
        sa.Column("comment", sa.Text),
        sa.Column("language", sa.String(35), nullable=False),
        sa.Column("rated_at", AT, nullable=False),
        sa.Column("changed_at", AT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_ratings"),
        sa.UniqueConstraint("conversation_id", "resolved_at", name="uq_ratings_conversation_id_resolved_at"),
        _refers("ratings", "conversation_id", "conversations.id"),
        _refers("ratings", "organisation_id", "organisations.id"),
        _refers("ratings", "assignee_id", "accounts.id", "SET NULL"),
    )
    for one in ("organisation_id", "assignee_id", "rated_at"):
        op.create_index(f"ix_ratings_{one}", "ratings", [one])


def _mentions() -> None:
    op.create_table(
        "mentions",
        sa.Column("account_id", ID, nullable=False),
        sa.Column("message_id", ID, nullable=False),
        sa.Column("conversation_id", ID, nullable=False),
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("created_at", AT, nullable=False),
        sa.Column("read_at", AT),
        sa.PrimaryKeyConstraint("account_id", "message_id", name="pk_mentions"),
        _refers("mentions", "account_id", "accounts.id"),
        _refers("mentions", "message_id", "messages.id"),
        _refers("mentions", "conversation_id", "conversations.id"),
        _refers("mentions", "organisation_id", "organisations.id"),
    )
    for one in ("message_id", "conversation_id", "organisation_id"):
        op.create_index(f"ix_mentions_{one}", "mentions", [one])


def _refers(table: str, column: str, target: str, gone: str = "CASCADE") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], ondelete=gone, name=f"fk_{table}_{column}")
