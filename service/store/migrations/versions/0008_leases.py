"""Jobs are leased: who runs which, until when, and how its last run went."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One table, empty: each job's row is made by the first process that runs jobs."""
    moment = sa.DateTime(timezone=True)
    counts = (
        sa.Column(name, sa.BigInteger(), nullable=False, server_default="0")
        for name in ("fence", "done", "runs", "failures", "failing")
    )
    op.create_table(
        "leases",
        sa.Column("job", sa.String(40), nullable=False),
        sa.Column("holder", sa.String(200), nullable=False, server_default=""),
        sa.Column("expires_at", moment),
        sa.Column("due_at", moment, nullable=False),
        sa.Column("started_at", moment),
        sa.Column("ended_at", moment),
        sa.Column("seconds", sa.Float()),
        *counts,
        sa.Column("error", sa.String(100), nullable=False, server_default=""),
        sa.PrimaryKeyConstraint("job", name="pk_leases"),
    )
