"""What has failed is found without reading everything."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

FAILED = sa.text("status = 'failed'")


def upgrade() -> None:
    """One index over few rows."""
    op.create_index(
        "ix_enrichments_failed",
        "enrichments",
        ["updated_at"],
        sqlite_where=FAILED,
        postgresql_where=FAILED,
    )
