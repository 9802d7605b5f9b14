"""Queues for what a customer writes about."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A column: queues of before are for any topic."""
    op.add_column("queues", sa.Column("topics", sa.Text(), nullable=False, server_default="[]"))
