"""What all tables share: one metadata with names for every constraint, the type of ids, owning references."""

from __future__ import annotations

from sqlalchemy import ForeignKey, MetaData, String

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "pk": "pk_%(table_name)s",
    }
)

ID = String(36)


def owned_by(target: str) -> ForeignKey:
    """A reference to a row without which this one has no meaning."""
    return ForeignKey(target, ondelete="CASCADE")
