"""Conversations are asked for: how each side stands to one, blocks, and what is kept from who blocks.

Those that there are count as accepted. Who has answered has read what came before.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

ANSWERED = """
    SELECT max(m.seq) FROM messages m
    WHERE m.conversation_id = sides.conversation_id AND m.author_id <> sides.person_id
    AND m.seq < (
        SELECT max(o.seq) FROM messages o
        WHERE o.conversation_id = sides.conversation_id AND o.author_id = sides.person_id
    )
"""


def upgrade() -> None:
    """Four columns of conversations, one of messages, and positions moved up to the last answer."""
    for side in ("low", "high"):
        stance = sa.Column(f"{side}_stance", sa.String(10), nullable=False, server_default="accepted")
        op.add_column("conversations", stance)
    for side in ("low", "high"):
        op.add_column("conversations", sa.Column(f"{side}_blocked_at", sa.DateTime(timezone=True)))
    op.add_column("messages", sa.Column("withheld", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute(f"UPDATE sides SET read_seq = ({ANSWERED}) WHERE read_seq < ({ANSWERED})")
    op.execute("UPDATE sides SET delivered_seq = read_seq WHERE delivered_seq < read_seq")
