"""What language tasks find out about messages, one row per message, task, target and model."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The table; nothing found before is anywhere."""
    owner = sa.ForeignKey("messages.id", name="fk_annotations_message_id", ondelete="CASCADE")
    op.create_table(
        "annotations",
        sa.Column("message_id", sa.String(36), owner, primary_key=True),
        sa.Column("task", sa.String(64), primary_key=True),
        sa.Column("target", sa.String(35), primary_key=True),
        sa.Column("model", sa.String(200), primary_key=True),
        sa.Column("body", sa.Text(), nullable=False),
    )
