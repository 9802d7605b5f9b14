"""How long texts of an organisation's conversations are kept, where its owner has said so."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One column; null is as before."""
    op.add_column("organisations", sa.Column("retention_days", sa.Integer()))
