"""Conversations that people mute or leave, and people whom they report."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

ID = sa.String(36)


def upgrade() -> None:
    """Two columns of participants, and a table."""
    op.add_column("participants", sa.Column("muted", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("participants", sa.Column("left_seq", sa.BigInteger()))
    op.create_table(
        "reports",
        sa.Column("id", ID, nullable=False),
        sa.Column("by_id", ID, nullable=False),
        sa.Column("about_id", ID, nullable=False),
        sa.Column("conversation_id", ID, nullable=False),
        sa.Column("message_id", ID),
        sa.Column("reason", sa.String(20), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_reports"),
        sa.ForeignKeyConstraint(["by_id"], ["accounts.id"], ondelete="CASCADE", name="fk_reports_by_id"),
    )
    op.create_index("ix_reports_by_id", "reports", ["by_id"])
