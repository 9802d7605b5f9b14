"""Where browsers are told of what came."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One table."""
    op.create_table(
        "push_subscriptions",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("session", sa.String(64), nullable=False),
        sa.Column("person_id", sa.String(36), nullable=False),
        sa.Column("endpoint", sa.Text(), nullable=False),
        sa.Column("endpoint_key", sa.String(64), nullable=False),
        sa.Column("p256dh", sa.String(100), nullable=False),
        sa.Column("auth", sa.String(40), nullable=False),
        sa.Column("hides_text", sa.Boolean(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_push_subscriptions"),
        sa.UniqueConstraint("session", name="uq_push_subscriptions_session"),
        sa.UniqueConstraint("endpoint_key", name="uq_push_subscriptions_endpoint_key"),
        sa.ForeignKeyConstraint(
            ["session"],
            ["sessions.token_hash"],
            ondelete="CASCADE",
            name="fk_push_subscriptions_session",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["accounts.id"], ondelete="CASCADE", name="fk_push_subscriptions_person_id"
        ),
    )
    op.create_index("ix_push_subscriptions_person_id", "push_subscriptions", ["person_id"])
