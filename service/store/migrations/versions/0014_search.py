"""An index of words over messages: FTS5 on SQLite, a `tsvector` on PostgreSQL.

What there is gets into it afterwards, a few messages at a time, by the job `search`: `in_search` says
which are.
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

FTS = """
CREATE VIRTUAL TABLE search_index USING fts5(
    body, content='search_texts', content_rowid='id', detail=none, prefix='2 3',
    tokenize="ascii tokenchars '@'"
);
CREATE TABLE search_index_deleted (at DATETIME NOT NULL);
CREATE TRIGGER search_texts_added AFTER INSERT ON search_texts BEGIN
    INSERT INTO search_index (rowid, body) VALUES (new.id, new.body);
END;
CREATE TRIGGER search_texts_removed AFTER DELETE ON search_texts BEGIN
    INSERT INTO search_index (search_index, rowid, body) VALUES ('delete', old.id, old.body);
    INSERT INTO search_index_deleted VALUES (CURRENT_TIMESTAMP);
END;
CREATE TRIGGER search_texts_changed AFTER UPDATE OF body ON search_texts WHEN old.body <> new.body BEGIN
    INSERT INTO search_index (search_index, rowid, body) VALUES ('delete', old.id, old.body);
    INSERT INTO search_index (rowid, body) VALUES (new.id, new.body);
END;
"""


def upgrade() -> None:
    """A column, a table, and what each database makes of it."""
    op.add_column("messages", sa.Column("in_search", sa.Boolean(), nullable=False, server_default=sa.false()))
    waits = sa.text("NOT in_search")
    op.create_index("ix_messages_unindexed", "messages", ["id"], sqlite_where=waits, postgresql_where=waits)
    op.create_table(
        "search_texts",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True),
        sa.Column("message_id", sa.String(36), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_search_texts"),
        sa.UniqueConstraint("message_id", name="uq_search_texts_message_id"),
        sa.ForeignKeyConstraint(
            ["message_id"], ["messages.id"], ondelete="CASCADE", name="fk_search_texts_message_id"
        ),
        sqlite_autoincrement=True,
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE INDEX ix_search_texts_words ON search_texts "
            "USING gin (array_to_tsvector(string_to_array(body, ' ')))"
        )
        return
    for statement in _statements(FTS):
        op.execute(statement)


def _statements(script: str) -> list[str]:
    """One by one: a trigger's body ends with END."""
    found: list[str] = []
    for part in script.strip().split(";\n"):
        if found and found[-1].startswith("CREATE TRIGGER") and not found[-1].rstrip().endswith("END"):
            found[-1] += ";\n" + part
        else:
            found.append(part)
    return [one for one in found if one.strip()]
