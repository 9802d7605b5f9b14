"""Requests are found by themselves, however many other conversations somebody has."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

ASKED = sa.text("stance = 'request'")


def upgrade() -> None:
    """An index more; no row changes."""
    op.create_index(
        "ix_participants_requests",
        "participants",
        ["account_id"],
        sqlite_where=ASKED,
        postgresql_where=ASKED,
    )
