"""Queues, agents, office hours and promises; where conversations stand against them."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

ID = sa.String(36)
AT = sa.DateTime(timezone=True)
LOOKED_AT = sa.text("look_at IS NOT NULL")


def upgrade() -> None:
    """Four tables, and columns of `desk_states`. Conversations of before are in no queue, and nothing is
    promised of them; since when an open one is open is not known."""
    _queues()
    _agents()
    op.create_table(
        "desk_rules",
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("hours", sa.Text()),
        sa.Column("sla", sa.Text()),
        sa.PrimaryKeyConstraint("organisation_id", name="pk_desk_rules"),
        _owned("desk_rules", "organisation_id", "organisations.id"),
    )
    op.add_column("desk_states", sa.Column("queue_id", ID))
    for name in ("opened_at", "due_at", "look_at"):
        op.add_column("desk_states", sa.Column(name, AT))
    op.add_column("desk_states", sa.Column("due_kind", sa.String(20)))
    op.add_column("desk_states", sa.Column("alerted", sa.String(10)))
    op.create_index("ix_desk_states_queue_id", "desk_states", ["queue_id"])
    op.create_index(
        "ix_desk_states_look_at",
        "desk_states",
        ["look_at"],
        sqlite_where=LOOKED_AT,
        postgresql_where=LOOKED_AT,
    )


def _agents() -> None:
    op.create_table(
        "desk_agents",
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("account_id", ID, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("state_since", AT),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("languages", sa.Text(), nullable=False),
        sa.Column("skills", sa.Text(), nullable=False),
        sa.Column("busy_at", AT),
        sa.PrimaryKeyConstraint("organisation_id", "account_id", name="pk_desk_agents"),
        sa.ForeignKeyConstraint(
            ["organisation_id", "account_id"],
            ["memberships.organisation_id", "memberships.account_id"],
            ondelete="CASCADE",
            name="fk_desk_agents_organisation_id",
        ),
    )


def _queues() -> None:
    op.create_table(
        "queues",
        sa.Column("id", ID, nullable=False),
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("name_key", sa.String(400), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("languages", "skills", "channels")),
        sa.Column("assignment", sa.String(10), nullable=False),
        sa.Column("created_at", AT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_queues"),
        sa.UniqueConstraint("organisation_id", "name_key", name="uq_queues_organisation_id_name_key"),
        _owned("queues", "organisation_id", "organisations.id"),
    )
    op.create_table(
        "queue_members",
        sa.Column("queue_id", ID, nullable=False),
        sa.Column("account_id", ID, nullable=False),
        sa.PrimaryKeyConstraint("queue_id", "account_id", name="pk_queue_members"),
        _owned("queue_members", "queue_id", "queues.id"),
        _owned("queue_members", "account_id", "accounts.id"),
    )
    op.create_index("ix_queue_members_account_id", "queue_members", ["account_id"])


def _owned(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], ondelete="CASCADE", name=f"fk_{table}_{column}")
