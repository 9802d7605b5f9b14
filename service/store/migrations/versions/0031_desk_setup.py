"""What is left to set up at a desk, by which channel a conversation came, and whom a queue is for."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

ID = sa.String(36)


def upgrade() -> None:
    """Four columns. A conversation of before came by the channel of its contact's newest token, where it
    has one; a queue in which nobody is named is everybody's, as it was."""
    op.add_column("channels", sa.Column("seen_at", sa.DateTime(timezone=True)))
    op.add_column("desk_rules", sa.Column("put_away", sa.Text()))
    op.add_column("desk_states", sa.Column("channel_id", ID))
    op.create_index("ix_desk_states_channel_id", "desk_states", ["channel_id"])
    everybody: sa.Column[bool] = sa.Column(
        "everybody", sa.Boolean(), nullable=False, server_default=sa.true()
    )
    op.add_column("queues", everybody)
    op.execute(
        "UPDATE desk_states SET channel_id = (SELECT v.channel_id FROM visitors v "
        "JOIN participants p ON p.contact_id = v.contact_id "
        "WHERE p.conversation_id = desk_states.conversation_id ORDER BY v.created_at DESC LIMIT 1)"
    )
    queues = sa.table("queues", sa.column("id"), sa.column("everybody"))
    members = sa.table("queue_members", sa.column("queue_id"))
    served = sa.exists().where(members.c.queue_id == queues.c.id)
    op.execute(sa.update(queues).where(served).values(everybody=sa.false()))
