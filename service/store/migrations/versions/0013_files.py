"""Files that people send, and the parts in which they come."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

ID = sa.String(36)


def upgrade() -> None:
    """Two tables."""
    op.create_table(
        "files",
        sa.Column("id", ID, nullable=False),
        sa.Column("conversation_id", ID, nullable=False),
        sa.Column("organisation_id", ID),
        sa.Column("owner_id", ID, nullable=False),
        sa.Column("client_id", sa.String(100)),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("problem", sa.String(40)),
        sa.Column("name", sa.String(400), nullable=False),
        sa.Column("claimed", sa.String(200), nullable=False),
        sa.Column("media_type", sa.String(100), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("received", sa.BigInteger(), nullable=False),
        sa.Column("width", sa.Integer()),
        sa.Column("height", sa.Integer()),
        sa.Column("blurhash", sa.String(100)),
        sa.Column("preview", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("touched_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_files"),
    )
    for one in ("conversation_id", "organisation_id", "owner_id"):
        op.create_index(f"ix_files_{one}", "files", [one])
    gone = sa.text("state = 'gone'")
    op.create_index("ix_files_gone", "files", ["state"], sqlite_where=gone, postgresql_where=gone)
    op.create_table(
        "file_parts",
        sa.Column("file_id", ID, nullable=False),
        sa.Column("start", sa.BigInteger(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("file_id", "start", name="pk_file_parts"),
        sa.ForeignKeyConstraint(["file_id"], ["files.id"], ondelete="CASCADE", name="fk_file_parts_file_id"),
    )
