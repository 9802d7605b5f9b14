"""Sessions that can be told apart, accounts that can be deleted, names found without accents."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.text.folding import fold
from wire.contracts.ids import new_id

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

AT_ONCE = 1000


def upgrade() -> None:
    """Five columns; every session gets an id, every person the key that names are searched by now."""
    op.add_column("sessions", sa.Column("id", sa.String(36), nullable=False, server_default=""))
    op.add_column("sessions", sa.Column("last_used_at", sa.DateTime(timezone=True)))
    op.add_column("sessions", sa.Column("device", sa.String(100), nullable=False, server_default=""))
    op.add_column("people", sa.Column("deleted_at", sa.DateTime(timezone=True)))
    op.add_column("people", sa.Column("erased_at", sa.DateTime(timezone=True)))
    _name_sessions()
    _fold_names()


def _name_sessions() -> None:
    sessions = sa.table("sessions", sa.column("token_hash"), sa.column("id"))
    hashes = op.get_bind().execute(sa.select(sessions.c.token_hash)).scalars().all()
    _write(sessions, sessions.c.token_hash, "id", [(one, new_id()) for one in hashes])


def _fold_names() -> None:
    people = sa.table("people", sa.column("id"), sa.column("name"), sa.column("name_key"))
    rows = op.get_bind().execute(sa.select(people)).all()
    changed = [(row.id, key) for row in rows if (key := fold(row.name)[:400]) != row.name_key]
    _write(people, people.c.id, "name_key", changed)


def _write(
    table: sa.TableClause, key: sa.ColumnClause[str], column: str, values: list[tuple[str, str]]
) -> None:
    change = sa.update(table).where(key == sa.bindparam("this")).values({column: sa.bindparam("new")})
    for start in range(0, len(values), AT_ONCE):
        part = [{"this": this, "new": new} for this, new in values[start : start + AT_ONCE]]
        op.get_bind().execute(change, part)
