"""What is asked of desks every few seconds is found without looking at all that is resolved."""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Indexes alone."""
    _some("ix_desk_states_pending", "desk_states", ["state"], "state = 'pending'")
    _some("ix_desk_states_open", "desk_states", ["assignee_id"], "state = 'open'")
    listed = ["organisation_id", "resolved_at", "conversation_id"]
    _some("ix_desk_states_resolved", "desk_states", listed, "state = 'resolved'")
    aside = "blocked_at IS NOT NULL OR stance = 'ignored'"
    _some("ix_participants_aside", "participants", ["party_id"], aside)


def _some(name: str, table: str, columns: list[str], which: str) -> None:
    where = sa.text(which)
    op.create_index(name, table, columns, sqlite_where=where, postgresql_where=where)
