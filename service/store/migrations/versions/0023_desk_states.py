"""Where conversations of organisations stand at their desks."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

ID = sa.String(36)
AT = sa.DateTime(timezone=True)
SNOOZED = sa.text("state = 'snoozed'")


def upgrade() -> None:
    """One table. Conversations of before are open; since when their contacts wait is not known."""
    op.create_table(
        "desk_states",
        sa.Column("conversation_id", ID, nullable=False),
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("assignee_id", ID),
        *(
            sa.Column(name, AT)
            for name in ("assigned_at", "waiting_since", "first_reply_at", "snoozed_until", "resolved_at")
        ),
        sa.PrimaryKeyConstraint("conversation_id", name="pk_desk_states"),
        _refers("conversation_id", "conversations.id", "CASCADE"),
        _refers("organisation_id", "organisations.id", "CASCADE"),
        _refers("assignee_id", "accounts.id", "SET NULL"),
    )
    op.create_index("ix_desk_states_organisation_id_state", "desk_states", ["organisation_id", "state"])
    op.create_index("ix_desk_states_assignee_id", "desk_states", ["assignee_id"])
    op.create_index(
        "ix_desk_states_snoozed_until",
        "desk_states",
        ["snoozed_until"],
        sqlite_where=SNOOZED,
        postgresql_where=SNOOZED,
    )
    op.execute(
        "INSERT INTO desk_states (conversation_id, organisation_id, state) "
        "SELECT id, organisation_id, 'open' FROM conversations WHERE organisation_id IS NOT NULL"
    )


def _refers(column: str, target: str, gone: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], ondelete=gone, name=f"fk_desk_states_{column}")
