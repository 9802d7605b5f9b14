"""What a message is besides its text, what was asked for by its client id, and how it was changed since.

Those that there are say nothing but their text; one without any belongs to somebody who is deleted.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Four columns of messages, and a table of changes."""
    op.add_column("messages", sa.Column("kind", sa.String(20), nullable=False, server_default="text"))
    op.add_column("messages", sa.Column("content", sa.Text()))
    op.add_column("messages", sa.Column("command", sa.String(64)))
    op.add_column("messages", sa.Column("edited_at", sa.DateTime(timezone=True)))
    op.execute("UPDATE messages SET kind = 'removed' WHERE text = ''")
    op.create_table(
        "message_changes",
        sa.Column("message_id", sa.String(36), nullable=False),
        sa.Column("rev", sa.BigInteger(), nullable=False),
        sa.Column("change", sa.String(20), nullable=False),
        sa.Column("by_id", sa.String(36), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("message_id", "rev", name="pk_message_changes"),
        sa.ForeignKeyConstraint(
            ["message_id"], ["messages.id"], ondelete="CASCADE", name="fk_message_changes_message_id"
        ),
    )
