"""Organisations that whoever runs the service suspends: all stays and can be read, and nobody writes.

Nobody comes by their widgets, begins a conversation, writes, edits or reacts in one; neither do their bots.
Members read, search, export and change settings as before; visitors read what they wrote, and may have it
forgotten.
"""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
from sqlalchemy import func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from service.errors import NotFound
from service.identity.errors import OrganisationSuspended
from service.store import Store
from service.store.tables import organisations
from service.store.typed import fetch

SUSPENDED = "This organisation is suspended: what is there can be read, and nobody can write."


class Suspended(msgspec.Struct, frozen=True, kw_only=True):
    """One that is."""

    id: str
    name: str
    suspended_at: datetime


async def is_suspended(connection: AsyncConnection, organisation_id: str) -> bool:
    """Whether one is."""
    query = select(organisations.c.suspended_at).where(organisations.c.id == organisation_id)
    return await connection.scalar(query) is not None


async def must_run(connection: AsyncConnection, organisation_id: str) -> None:
    """OrganisationSuspended."""
    if await is_suspended(connection, organisation_id):
        raise OrganisationSuspended(SUSPENDED)


async def suspend(store: Store, called: str, *, on: bool) -> str:
    """Suspend one by its id, or by its name where one alone has it; or let it go on. Its name.

    Whoever names an organisation after the id of another does not stand before that one.

    Raises:
        NotFound: there is none, or several have this name.
    """
    named = or_(organisations.c.id == called, organisations.c.name == called)
    async with store.writing() as connection:
        query = select(organisations.c.id, organisations.c.name).where(named)
        found = list((await connection.execute(query)).all())
        found = [one for one in found if one.id == called] or found
        if len(found) != 1:
            raise NotFound("Several organisations have this name: say the id." if found else "There is none.")
        at = func.coalesce(organisations.c.suspended_at, datetime.now(UTC)) if on else None
        one = update(organisations).where(organisations.c.id == found[0].id)
        await connection.execute(one.values(suspended_at=at))
        return str(found[0].name)


async def suspended(store: Store) -> list[Suspended]:
    """Those that are, by name."""
    query = select(organisations.c.id, organisations.c.name, organisations.c.suspended_at).where(
        organisations.c.suspended_at.is_not(None)
    )
    async with store.reading() as connection:
        return await fetch(connection, Suspended, query.order_by(organisations.c.name))
