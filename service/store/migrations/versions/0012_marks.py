"""What messages said before they were edited, reactions and pins, and those taken back, to be cleared away.

Edits from before this have no earlier text: it was not kept.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A column of changes, two of messages, and a table."""
    op.add_column("message_changes", sa.Column("was", sa.Text()))
    op.add_column("messages", sa.Column("reactions", sa.Text()))
    op.add_column("messages", sa.Column("pinned", sa.Text()))
    pinned = sa.text("pinned IS NOT NULL")
    op.create_index(
        "ix_messages_pinned",
        "messages",
        ["conversation_id"],
        sqlite_where=pinned,
        postgresql_where=pinned,
    )
    op.create_table(
        "taken_back",
        sa.Column("message_id", sa.String(36), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outbox_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("message_id", name="pk_taken_back"),
    )
