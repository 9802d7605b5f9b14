"""Rows as frozen structs: what a query finds leaves its module by the names of fields."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

import msgspec
from sqlalchemy import ColumnElement, FromClause
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.selectable import TypedReturnsRows

Found = TypeVar("Found", bound=msgspec.Struct)


async def fetch(
    connection: AsyncConnection, kind: type[Found], query: TypedReturnsRows[Any], **given: Any
) -> list[Found]:
    """All rows of a `select`, or of a statement with `returning`. Columns without a field are passed over.
    `given`: values for its parameters, where it was built before.

    Raises:
        msgspec.ValidationError: a field without a default has no column, or its value is of another type.
    """
    rows = (await connection.execute(query, given or None)).all()
    return [msgspec.convert(row, kind, from_attributes=True) for row in rows]


async def fetch_one(
    connection: AsyncConnection, kind: type[Found], query: TypedReturnsRows[Any]
) -> Found | None:
    """The only row of a query, or null where there is none. Raises as `fetch`."""
    row = (await connection.execute(query)).one_or_none()
    return None if row is None else msgspec.convert(row, kind, from_attributes=True)


def columns(kind: type[msgspec.Struct], table: FromClause) -> Sequence[ColumnElement[Any]]:
    """The columns of a table that the fields of a struct are named after, to ask for no others."""
    return [table.c[name] for name in kind.__struct_fields__]
