"""Articles of an organisation, from which its bot answers, and whether it does."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

ID = sa.String(36)
AT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Two tables and two columns. No organisation of before has a bot."""
    op.create_table(
        "articles",
        sa.Column("id", ID, nullable=False),
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("language", sa.String(35), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("always_human", sa.Boolean, nullable=False),
        sa.Column("created_at", AT, nullable=False),
        sa.Column("updated_at", AT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_articles"),
        _refers("articles", "organisation_id", "organisations.id"),
        sa.UniqueConstraint(
            "organisation_id", "title", "language", name="uq_articles_organisation_id_title_language"
        ),
    )
    op.create_table(
        "passages",
        sa.Column("id", ID, nullable=False),
        sa.Column("article_id", ID, nullable=False),
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("heading", sa.String(200), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_passages"),
        _refers("passages", "article_id", "articles.id"),
        _refers("passages", "organisation_id", "organisations.id"),
        sa.UniqueConstraint("article_id", "number", name="uq_passages_article_id_number"),
    )
    op.create_index("ix_passages_organisation_id", "passages", ["organisation_id"])
    op.add_column("organisations", sa.Column("bot", sa.Boolean, nullable=False, server_default=sa.false()))
    op.add_column("organisations", sa.Column("articles_rev", sa.Integer, nullable=False, server_default="0"))


def _refers(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], ondelete="CASCADE", name=f"fk_{table}_{column}")
