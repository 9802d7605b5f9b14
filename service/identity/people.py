"""Finding people, and changing oneself."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec
from msgspec import UNSET, UnsetType
from sqlalchemy import Select, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from service.enrichment.retranslate import retranslate
from service.errors import NotFound, NotSignedIn
from service.events import PersonChanged
from service.identity import handles, names
from service.identity.account import Account
from service.identity.roles import MAY
from service.messaging import seen_as, views
from service.messaging.relation import relation
from service.messaging.sides import RELATION, both_of, met, mine, theirs
from service.models import Me, Person, Theme
from service.store import Store
from service.store.tables import accounts, memberships
from service.store.typed import fetch, fetch_one
from service.store.unit_of_work import record
from service.text import validation
from service.text.visible import is_blank
from wire.contracts.events import Gender

MOST_PARTNERS = 1000
MOST_FOUND = 50


async def change_me(
    store: Store,
    me_id: str,
    *,
    name: str | None = None,
    language: str | None = None,
    theme: Theme | None = None,
    gender: Gender | UnsetType | None = UNSET,
) -> Me:
    """Change what is given. A new language queues recent messages to me for translation.

    Raises:
        InvalidInput: a value cannot be used; nothing was changed.
    """
    changes: dict[str, str | None] = {}
    if name is not None:
        known = names.name(name)
        changes |= {"name": known, "name_key": names.name_key(known)}
    if language is not None:
        changes["language"] = validation.language(language)
    if theme is not None:
        changes["theme"] = validation.theme(theme)
    if gender is not UNSET:
        changes["gender"] = gender
    async with store.writing() as connection:
        query = select(accounts).where(accounts.c.id == me_id)
        before = await fetch_one(connection, Account, query.with_for_update(key_share=True))
        if before is None:
            raise NotSignedIn("This person is gone.")
        if not changes:
            return views.me(before)
        mine = update(accounts).where(accounts.c.id == me_id).values(changes).returning(accounts)
        [after] = await fetch(connection, Account, mine)
        if after.language != before.language:
            await retranslate(connection, store.partitions, me_id, after.language, datetime.now(UTC))
        if (after.name, after.language) != (before.name, before.language):
            seen = views.person(after, after.last_seen_at)
            record(connection, PersonChanged(person_id=me_id, person=seen))
        return views.me(after)


async def find_person(store: Store, me_id: str, handle: str) -> Person:
    """By handle, as I see them. NotFound."""
    async with store.reading() as connection:
        row = await _found(connection, handle)
        return (await _as_seen(connection, me_id, [row]))[0]


class Known(msgspec.Struct, frozen=True):
    """An account, as other subjects need it."""

    id: str
    demo: bool


async def find_known(connection: AsyncConnection, handle: str) -> Known:
    """The person with a handle. NotFound."""
    row = await _found(connection, handle)
    return Known(row.id, row.demo)


async def _found(connection: AsyncConnection, handle: str) -> Account:
    known, row = handles.mapped(handle), None
    if known is not None:
        row = await fetch_one(connection, Account, select(accounts).where(accounts.c.handle == known))
    if row is None:
        raise NotFound("Nobody has this handle.")
    return row


async def search_people(store: Store, me_id: str, text: str, limit: int = 10) -> list[Person]:
    """Others whose handle or name, as I see it, begins so, whatever case and accents. InvalidInput.

    Nobody for a text that shows nothing, or is all accents.
    """
    key = names.name_key(validation.storable(text, "search").strip())
    if is_blank(key):
        return []
    query = (
        select(accounts)
        .where(
            or_(
                accounts.c.handle.startswith(key.removeprefix("@"), autoescape=True),
                seen_as.name_begins(me_id, key),
            ),
            accounts.c.id != me_id,
        )
        .order_by(accounts.c.handle)
        .limit(max(1, min(limit, MOST_FOUND)))
    )
    async with store.reading() as connection:
        return await _as_seen(connection, me_id, await fetch(connection, Account, query))


async def partners_of(store: Store, me_id: str) -> list[str]:
    """Whom I talk with, and who answers for an organisation with me: they may know that I am there. At most
    MOST_PARTNERS."""
    async with store.reading() as connection:
        return list((await connection.scalars(_near(me_id).limit(MOST_PARTNERS))).all())


async def partners_among(store: Store, me_id: str, ids: Collection[str]) -> frozenset[str]:
    """Those of these people whom I talk with, or with whom I answer for an organisation."""
    if not ids:
        return frozenset()
    return await store.look(lambda connection: _among(connection, me_id, ids))


async def _among(connection: AsyncConnection, me_id: str, ids: Collection[str]) -> frozenset[str]:
    """As `_partners` and `_colleagues`, each by itself: somebody may talk with ten thousand others."""
    rows = (await connection.execute(met(me_id, ids, theirs.c.account_id, *RELATION))).all()
    stands = {row.account_id: relation(row) for row in rows}
    apart = {one for one, known in stands.items() if known.blocks_since or known.blocked_since}
    together = await connection.scalars(_answering_with(me_id).where(memberships.c.account_id.in_(ids)))
    talking = {one for one, known in stands.items() if known.talking}
    return frozenset(talking | (set(together) - apart))


def _near(me_id: str) -> Select[Any]:
    return select(accounts.c.id).where(
        or_(accounts.c.id.in_(_partners(me_id)), accounts.c.id.in_(_colleagues(me_id)))
    )


def _colleagues(me_id: str) -> Select[Any]:
    """Who answers for the same organisations; between two who block each other both seem to be away."""
    blocked = (
        select(theirs.c.account_id)
        .select_from(both_of(me_id))
        .where(theirs.c.account_id.is_not(None))
        .where(or_(mine.c.blocked_at.is_not(None), theirs.c.blocked_at.is_not(None)))
    )
    return _answering_with(me_id).where(memberships.c.account_id.not_in(blocked))


def _answering_with(me_id: str) -> Select[Any]:
    ours, role = memberships.alias("ours"), sorted(MAY["converse"])
    return (
        select(memberships.c.account_id)
        .join(ours, ours.c.organisation_id == memberships.c.organisation_id)
        .where(ours.c.account_id == me_id, ours.c.role.in_(role), memberships.c.role.in_(role))
        .where(memberships.c.account_id != me_id)
    )


def _partners(me_id: str) -> Select[Any]:
    """Both have accepted and neither blocks the other: `Relation.talking`, for a query."""
    return (
        select(theirs.c.account_id)
        .select_from(both_of(me_id))
        .where(
            theirs.c.account_id.is_not(None),
            mine.c.stance == "accepted",
            theirs.c.stance == "accepted",
            mine.c.blocked_at.is_(None),
            theirs.c.blocked_at.is_(None),
        )
    )


async def _as_seen(connection: AsyncConnection, me_id: str, rows: Sequence[Account]) -> list[Person]:
    """When they were last here is told of those whom I talk with."""
    among = met(me_id, [row.id for row in rows], theirs.c.account_id, *RELATION, *seen_as.SEEN)
    known = (await connection.execute(among)).all() if rows else ()
    found = {one.account_id: one for one in known}
    stands = {one.account_id: relation(one) for one in known}
    people = (
        views.person(row, stands[row.id].last_seen(row.last_seen_at) if row.id in stands else None)
        for row in rows
    )
    return [seen_as.as_seen(one, found.get(one.id)) for one in people]
