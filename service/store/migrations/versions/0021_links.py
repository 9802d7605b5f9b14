"""Previews of links that wait to be sent; and what is said in Korean is found by any part of its words."""

import sqlalchemy as sa
from alembic import op

from service.store.types import Instant

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

HANGUL = {"sqlite": "body GLOB '*[가-힣]*'", "postgresql": "body ~ '[가-힣]'"}


def upgrade() -> None:
    """A table; and messages whose words have Hangul wait for the index again, which pairs it from now on."""
    op.create_table(
        "link_previews",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("owner_id", sa.String(36), nullable=False),
        sa.Column("conversation_id", sa.String(36), nullable=False),
        sa.Column("card", sa.Text(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_link_previews"),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["accounts.id"], ondelete="CASCADE", name="fk_link_previews_owner_id"
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            ondelete="CASCADE",
            name="fk_link_previews_conversation_id",
        ),
    )
    op.create_index("ix_link_previews_owner_id", "link_previews", ["owner_id"])
    op.create_index("ix_link_previews_conversation_id", "link_previews", ["conversation_id"])
    op.execute(korean_again(op.get_bind().dialect.name))


def korean_again(dialect: str) -> str:
    """The statement after which those messages wait."""
    found = f"SELECT message_id FROM search_texts WHERE {HANGUL[dialect]}"
    return f"UPDATE messages SET in_search = false WHERE id IN ({found})"
