"""What was understood of voice notes: whether one was listened to, and how often that was begun."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

UNHEARD = sa.text("voice AND heard IS NULL")


def upgrade() -> None:
    """Two columns; voice notes of before were not listened to, and will be."""
    op.add_column("files", sa.Column("heard", sa.String(10)))
    op.add_column("files", sa.Column("hearings", sa.Integer(), nullable=False, server_default="0"))
    op.create_index("ix_files_unheard", "files", ["id"], sqlite_where=UNHEARD, postgresql_where=UNHEARD)
