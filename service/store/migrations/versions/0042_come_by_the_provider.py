"""Organisations that ask their members to come by the identity provider, and sessions that have."""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Two columns: nobody asks for it, and of no session that is open it is known."""
    op.add_column("organisations", sa.Column("provider_from", sa.DateTime(timezone=True)))
    op.add_column("sessions", sa.Column("issuer", sa.String(500), nullable=False, server_default=""))
