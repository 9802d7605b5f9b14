"""The mood of each side of a conversation, and its last turn for the worse."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Two columns of sides: quiet, and no turn told."""
    op.add_column("sides", sa.Column("mood", sa.String(100), nullable=False, server_default=""))
    op.add_column("sides", sa.Column("turned_seq", sa.BigInteger(), nullable=False, server_default="0"))
