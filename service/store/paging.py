"""Pages of rows in the order of their ids, the newest first."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select
from sqlalchemy.ext.asyncio import AsyncConnection

from service.errors import InvalidInput
from service.store.typed import Found, fetch
from wire.contracts.ids import is_id


def begins(cursor: str | None, field: str) -> str | None:
    """The id after which a page begins; null: with the newest. InvalidInput: no page of ours ended there."""
    if cursor is not None and not is_id(cursor):
        raise InvalidInput("This is no cursor of a page.", field=field)
    return cursor


async def page_of(
    connection: AsyncConnection,
    kind: type[Found],
    query: Select[Any],
    key: ColumnElement[str],
    *,
    after: str | None,
    limit: int,
    most: int,
) -> tuple[tuple[Found, ...], str | None]:
    """At most `limit` rows, never more than `most`, and where the next page begins; null: that is all.

    `key`: the column of ids, after which the field of `kind` is named. `after`: as `begins` gave it.
    """
    limit = max(1, min(limit, most))
    wanted = query if after is None else query.where(key < after)
    found = await fetch(connection, kind, wanted.order_by(None).order_by(key.desc()).limit(limit + 1))
    more = len(found) > limit
    return tuple(found[:limit]), str(getattr(found[limit - 1], str(key.key))) if more else None
