"""How translations speak of who wrote: "obrigada" or "obrigado"."""

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One column; nobody has said anything."""
    op.add_column("accounts", sa.Column("gender", sa.String(9)))
