"""Organisations that whoever runs the service has suspended."""

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A column: none is."""
    op.add_column("organisations", sa.Column("suspended_at", sa.DateTime(timezone=True)))
