"""Programs that sit where an organisation's bot would, and what is promised of queues."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

ID = sa.String(36)
AT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """A table, empty, and a column: who has a bot has the built-in one, and each queue promises what its
    organisation does, as before."""
    op.add_column("queues", sa.Column("sla", sa.Text()))
    op.create_table(
        "bots",
        sa.Column("id", ID, nullable=False),
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("channel_id", ID),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("language", sa.String(35), nullable=False),
        sa.Column("url", sa.Text()),
        sa.Column("secret", sa.String(80)),
        sa.Column("token_hash", sa.String(64)),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("created_at", AT, nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("failing_since", AT),
        sa.Column("last_failed_at", AT),
        sa.Column("last_error", sa.String(40)),
        sa.Column("retry_at", AT),
        sa.PrimaryKeyConstraint("id", name="pk_bots"),
        sa.UniqueConstraint("token_hash", name="uq_bots_token_hash"),
        _owned("organisation_id", "organisations.id"),
        _owned("channel_id", "channels.id"),
    )
    op.create_index("ix_bots_channel_id", "bots", ["channel_id"])
    op.create_index("ix_bots_organisation_id_enabled", "bots", ["organisation_id", "enabled"])


def _owned(column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], ondelete="CASCADE", name=f"fk_bots_{column}")
