"""How a side speaks to the other, formally or informally."""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Two columns, of sides and of organisations: null, nobody has said, as of everything before."""
    op.add_column("participants", sa.Column("address", sa.String(8)))
    op.add_column("organisations", sa.Column("address", sa.String(8)))
