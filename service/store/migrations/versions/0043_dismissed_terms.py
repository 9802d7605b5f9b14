"""What was offered for the glossary of an organisation, and is not wanted."""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A table, empty: nothing was offered before."""
    op.create_table(
        "dismissed_terms",
        sa.Column("organisation_id", sa.String(36), nullable=False),
        sa.Column("key", sa.String(600), nullable=False),
        sa.Column("language", sa.String(35), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "key", "language", name="pk_dismissed_terms"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], ondelete="CASCADE",
            name="fk_dismissed_terms_organisation_id",
        ),
    )  # fmt: skip
