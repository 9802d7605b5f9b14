"""What is kept in a scope, of one kind: words, canned answers. Listed, added to, removed from, brought in.

Each kind is one `Collection`: its table, the struct that people see of a row, what may be there once only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any, Generic

import msgspec
from sqlalchemy import ColumnElement, Table, and_, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from service.errors import NotFound, NotYours, ServiceError, TooMany
from service.knowledge.scopes import (
    CONVERSATION,
    ORGANISATION,
    PERSON,
    Scope,
    ScopeRef,
    scope_of,
)
from service.messaging.access import conversation_access, must_be_settled
from service.models import Brought, Line
from service.store.typed import Found, fetch, fetch_one
from wire.contracts.ids import is_id, new_id

Values = dict[str, Any]
"""Columns of a thing that was checked, without where it is kept."""


_Key = tuple[Any, ...]


class _Place(msgspec.Struct, frozen=True):
    scope: Scope
    scope_id: str


class Collection(msgspec.Struct, Generic[Found], frozen=True, kw_only=True):
    """One kind of what is kept. Errors name it by `one` and `many`, as in "There is no such word."."""

    table: Table
    shown: type[Found]
    columns: tuple[ColumnElement[Any], ...]
    """Named as the fields of `shown`."""
    identity: tuple[str, ...]
    """Columns of which each scope has the same values once only."""
    most: dict[Scope, int]
    """How many a scope keeps."""
    taken: Callable[[], ServiceError]
    """The error where one of the same identity is there."""
    one: str
    many: str
    first: dict[str, Any] = {}
    """Further columns of a new row."""

    async def all(
        self, connection: AsyncConnection, scope: Scope, scope_id: str, most: int | None = None
    ) -> tuple[Found, ...]:
        """Those of a scope, in the order of what identifies them."""
        table, most = self.table, most or self.most[scope]
        order = (*(table.c[name] for name in self.identity), table.c.id)
        query = select(*self.columns).where(table.c.scope_id == scope_id).order_by(*order).limit(most)
        return tuple(await fetch(connection, self.shown, query))

    async def add(self, connection: AsyncConnection, place: ScopeRef, row: Values) -> Found:
        """One more.

        Raises:
            ServiceError: `taken`.
            TooMany: as many are kept as may be.
        """
        known, most = await self._known(connection, place.scope_id), self.most[place.scope]
        if self._key(row) in known:
            raise self.taken()
        if len(known) >= most:
            raise TooMany(f"You can keep {most} {self.many}.", limit=most)
        made = insert(self.table).values(self._row(place, row)).returning(*self.columns)
        [found] = await fetch(connection, self.shown, made)
        return found

    async def change(self, connection: AsyncConnection, place: ScopeRef, row_id: str, row: Values) -> Found:
        """Another row in the place of one of this scope.

        Raises:
            NotFound: it has none of this id.
            ServiceError: `taken`, by another one.
        """
        here = and_(self.table.c.id == row_id, self.table.c.scope_id == place.scope_id)
        known = select(self.table.c.id).where(here)
        if not is_id(row_id) or await connection.scalar(known) is None:
            raise NotFound(f"There is no such {self.one}.")
        same = select(self.table.c.id).where(self._same(place, row), self.table.c.id != row_id)
        if await connection.scalar(same) is not None:
            raise self.taken()
        changed = update(self.table).where(here).values(row).returning(*self.columns)
        [found] = await fetch(connection, self.shown, changed)
        return found

    async def remove(
        self, connection: AsyncConnection, me_id: str, row_id: str, organisation_id: str | None
    ) -> None:
        """Remove one of mine, or of a conversation of mine; or of an organisation, where it is named.

        Raises:
            NotFound: there is none.
            NotYours: it is somebody else's, or the installation's.
            AcceptFirst, Blocked, RoleLacks.
        """
        if organisation_id is not None:
            await scope_of(connection, me_id, organisation_id=organisation_id)
        where = self.table.c.id == row_id
        query = select(self.table.c.scope, self.table.c.scope_id).where(where)
        place = await fetch_one(connection, _Place, query) if is_id(row_id) else None
        if place is None:
            raise NotFound(f"There is no such {self.one}.")
        if place.scope == CONVERSATION:
            must_be_settled(await conversation_access(connection, me_id, place.scope_id))
        elif place not in (_Place(PERSON, me_id), _Place(ORGANISATION, organisation_id or "")):
            raise NotYours(f"This {self.one} is not yours to remove.")
        await connection.execute(delete(self.table).where(where))

    async def bring(
        self,
        connection: AsyncConnection,
        place: ScopeRef,
        lines: Iterable[tuple[int, Callable[[], Values]]],
        *,
        rewrite: bool = False,
    ) -> Brought:
        """Add many, each with its line in a file and what checks it; one that cannot be taken stops no other.

        `rewrite`: one that is known takes the place of what is there, else it changes nothing.
        """
        known, most = await self._known(connection, place.scope_id), self.most[place.scope]
        fresh, again, refused = dict[_Key, Values](), list[Values](), list[Line]()
        for line, check in lines:
            try:
                row = check()
            except ServiceError as error:
                refused.append(Line(line=line, code=error.code))
                continue
            key = self._key(row)
            if key in known or (key in fresh and not rewrite):
                again.append(row)
            elif key not in fresh and len(known) + len(fresh) >= most:
                refused.append(Line(line=line, code=TooMany.code))
            else:
                fresh[key] = self._row(place, row)
        for row in again if rewrite else ():
            await connection.execute(update(self.table).where(self._same(place, row)).values(row))
        if fresh:
            await connection.execute(insert(self.table), list(fresh.values()))
        return Brought(added=len(fresh), known=len(again), refused=tuple(refused))

    async def clear(self, connection: AsyncConnection, scope_id: str) -> None:
        """Remove all of a scope."""
        await connection.execute(delete(self.table).where(self.table.c.scope_id == scope_id))

    async def _known(self, connection: AsyncConnection, scope_id: str) -> set[_Key]:
        query = select(*(self.table.c[name] for name in self.identity))
        return {
            tuple(row) for row in await connection.execute(query.where(self.table.c.scope_id == scope_id))
        }

    def _key(self, row: Values) -> _Key:
        return tuple(row[name] for name in self.identity)

    def _same(self, place: ScopeRef, row: Values) -> ColumnElement[bool]:
        here = self.table.c.scope_id == place.scope_id
        return and_(here, *(self.table.c[name] == row[name] for name in self.identity))

    def _row(self, place: ScopeRef, row: Values) -> Values:
        where = {"scope": place.scope, "scope_id": place.scope_id, "by_id": place.by_id}
        if "conversation_id" in self.table.c:
            where["conversation_id"] = place.conversation_id
        return row | self.first | where | {"id": new_id(), "created_at": datetime.now(UTC)}
