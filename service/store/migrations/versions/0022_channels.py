"""Channels of organisations, and visitors who come by them."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

ID = sa.String(36)
AT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Two tables, and what a contact says of itself. Contacts of before have never agreed to anything."""
    op.add_column("contacts", sa.Column("email", sa.String(254)))
    op.add_column("contacts", sa.Column("consented_at", AT))
    op.create_table(
        "channels",
        sa.Column("id", ID, nullable=False),
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("key", sa.String(40), nullable=False),
        sa.Column("secret", sa.String(64), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("colour", sa.String(7), nullable=False),
        sa.Column("allowed_origins", sa.Text(), nullable=False),
        sa.Column("greeting", sa.Text(), nullable=False),
        sa.Column("language", sa.String(35), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("created_at", AT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_channels"),
        sa.UniqueConstraint("key", name="uq_channels_key"),
        _owned("channels", "organisation_id", "organisations.id"),
    )
    op.create_index("ix_channels_organisation_id", "channels", ["organisation_id"])
    op.create_table(
        "visitors",
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("contact_id", ID, nullable=False),
        sa.Column("channel_id", ID, nullable=False),
        sa.Column("created_at", AT, nullable=False),
        sa.Column("last_used_at", AT, nullable=False),
        sa.Column("expires_at", AT, nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name="pk_visitors"),
        _owned("visitors", "contact_id", "contacts.id"),
        _owned("visitors", "channel_id", "channels.id"),
    )
    for column in ("contact_id", "channel_id", "expires_at"):
        op.create_index(f"ix_visitors_{column}", "visitors", [column])


def _owned(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], ondelete="CASCADE", name=f"fk_{table}_{column}")
