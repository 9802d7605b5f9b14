"""Bots of queues, and what customers of an organisation wrote, newest first."""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

OF_CONTACTS = sa.text("author_kind = 'contact'")


def upgrade() -> None:
    """A column: bots of before are of no queue. And an index."""
    op.add_column("bots", sa.Column("queue_id", sa.String(36)))
    op.create_index("ix_bots_queue_id", "bots", ["queue_id"])
    columns = ["organisation_id", "id"]
    op.create_index(
        "ix_messages_said", "messages", columns, sqlite_where=OF_CONTACTS, postgresql_where=OF_CONTACTS
    )
