"""How large and how many files of an organisation may be, where its owner has said so."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Three columns; null is as before."""
    for name in ("file_mb", "files_mb", "files_count"):
        op.add_column("organisations", sa.Column(name, sa.Integer()))
