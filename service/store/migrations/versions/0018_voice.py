"""Recordings among the files: how long they are, and how loud from end to end."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Three columns; what was brought before is no voice note."""
    op.add_column("files", sa.Column("voice", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("files", sa.Column("seconds", sa.Float()))
    op.add_column("files", sa.Column("waveform", sa.String(64)))
