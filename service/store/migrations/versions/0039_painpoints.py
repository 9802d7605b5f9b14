"""What customers write about, grouped; and whether an organisation lets analytics show their words."""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

ID, TIME = sa.String(36), sa.DateTime(timezone=True)


def upgrade() -> None:
    """Three tables, empty until the first night, and a column: nobody has allowed anything."""
    allowed: sa.Column[bool] = sa.Column(
        "keeps_text", sa.Boolean(), nullable=False, server_default=sa.false()
    )
    op.add_column("organisations", allowed)
    op.create_table(
        "painpoints",
        sa.Column("id", ID, nullable=False),
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("middle", sa.LargeBinary(), nullable=False),
        sa.Column("found_at", TIME, nullable=False),
        sa.Column("seen_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_painpoints"),
        _owned("painpoints", "organisation_id", "organisations.id"),
    )
    op.create_index("ix_painpoints_organisation_id", "painpoints", ["organisation_id"])
    _messages()
    op.create_table(
        "painpoint_runs",
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("ended_at", TIME, nullable=False),
        sa.Column("until", TIME, nullable=False),
        sa.Column("since", TIME, nullable=False),
        sa.Column("messages", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(35), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", name="pk_painpoint_runs"),
        _owned("painpoint_runs", "organisation_id", "organisations.id"),
    )


def _messages() -> None:
    table = "painpoint_messages"
    op.create_table(
        table,
        sa.Column("message_id", ID, nullable=False),
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("conversation_id", ID, nullable=False),
        sa.Column("author_id", ID, nullable=False),
        sa.Column("posted_at", TIME, nullable=False),
        sa.Column("model", sa.String(64), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        sa.Column("language", sa.String(35), nullable=False),
        sa.Column("mood", sa.String(10)),
        sa.Column("painpoint_id", ID),
        sa.Column("likeness", sa.Float()),
        sa.PrimaryKeyConstraint("message_id", name="pk_painpoint_messages"),
        _owned(table, "message_id", "messages.id"),
        _owned(table, "organisation_id", "organisations.id"),
        sa.ForeignKeyConstraint(
            ["painpoint_id"], ["painpoints.id"], ondelete="SET NULL", name=f"fk_{table}_painpoint_id"
        ),
    )
    for columns in (["painpoint_id"], ["organisation_id", "posted_at"]):
        op.create_index(f"ix_{table}_{'_'.join(columns)}", table, columns)


def _owned(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], ondelete="CASCADE", name=f"fk_{table}_{column}")
