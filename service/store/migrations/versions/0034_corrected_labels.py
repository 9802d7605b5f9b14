"""What agents correct of predicted needs and moods."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

ID = sa.String(36)


def upgrade() -> None:
    """A table, empty: nobody has corrected anything."""
    op.create_table(
        "corrected_labels",
        sa.Column("id", ID, nullable=False),
        sa.Column("message_id", ID, nullable=False),
        sa.Column("task", sa.String(10), nullable=False),
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("predicted", sa.String(64)),
        sa.Column("model", sa.String(200)),
        sa.Column("label", sa.String(64), nullable=False),
        sa.Column("by_id", ID, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_corrected_labels"),
        sa.UniqueConstraint("message_id", "task", name="uq_corrected_labels_message_id_task"),
        _owned("message_id", "messages.id"),
        _owned("organisation_id", "organisations.id"),
    )
    op.create_index("ix_corrected_labels_organisation_id", "corrected_labels", ["organisation_id"])


def _owned(column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [target], ondelete="CASCADE", name=f"fk_corrected_labels_{column}"
    )
