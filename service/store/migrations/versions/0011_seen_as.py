"""As whom somebody who blocks is shown to whom they block: as of the block.

Blocks that there are begin to hold it with what they show now, which is what has been seen until today.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Three columns of participants, filled where somebody blocks and is not deleted."""
    op.add_column("participants", sa.Column("seen_name", sa.String(200)))
    op.add_column("participants", sa.Column("seen_name_key", sa.String(400)))
    op.add_column("participants", sa.Column("seen_language", sa.String(35)))
    now = "(SELECT {0} FROM accounts WHERE accounts.id = participants.account_id AND deleted_at IS NULL)"
    columns = ", ".join(f"seen_{one} = {now.format(one)}" for one in ("name", "name_key", "language"))
    op.execute(f"UPDATE participants SET {columns} WHERE blocked_at IS NOT NULL AND kind = 'account'")
