"""Who gave a conversation back, so that it goes to somebody else."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One column. Of what waits already it is not known."""
    op.add_column("desk_states", sa.Column("left_by", sa.String(36)))
