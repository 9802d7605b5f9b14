"""What `service.messaging.rules` say of readers, asked of many conversations or organisations at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from service.identity.roles import MAY
from service.messaging.rules import read_by
from service.messaging.sides import theirs
from service.store.tables import accounts, contacts, conversations, memberships, organisations

_AGENTS = sorted(MAY["converse"])

LANGUAGE: ColumnElement[str] = func.coalesce(
    theirs.c.seen_language,
    theirs.c.language,
    accounts.c.language,
    contacts.c.language,
    organisations.c.language,
)
"""`rules.language_of` the side `theirs`, in a query of `with_readers`."""


async def agents_of(
    connection: AsyncConnection, organisation_ids: Collection[str]
) -> Mapping[str, tuple[str, ...]]:
    """Accounts to whose screens the conversations of each organisation come."""
    if not organisation_ids:
        return {}
    query = select(memberships.c.organisation_id, memberships.c.account_id).where(
        memberships.c.organisation_id.in_(sorted(organisation_ids)), memberships.c.role.in_(_AGENTS)
    )
    found: dict[str, tuple[str, ...]] = {}
    for row in await connection.execute(query.order_by(memberships.c.account_id)):
        found[row.organisation_id] = (*found.get(row.organisation_id, ()), row.account_id)
    return found


async def visitors_among(connection: AsyncConnection, party_ids: Collection[str]) -> list[str]:
    """Those of these parties who are contacts that visit: `Party.visits`."""
    query = select(contacts.c.id).where(
        contacts.c.id.in_(sorted(party_ids)), contacts.c.consented_at.is_not(None)
    )
    return list((await connection.execute(query)).scalars())


async def languages_of(
    connection: AsyncConnection, organisation_ids: Collection[str]
) -> Mapping[str, tuple[str, ...]]:
    """In which each organisation reads: its own language, then those that most of its agents read."""
    ids = sorted(organisation_ids)
    if not ids:
        return {}
    query = select(organisations.c.id, organisations.c.language).where(organisations.c.id.in_(ids))
    own = {row.id: row.language for row in await connection.execute(query)}
    agents = (
        select(memberships.c.organisation_id, accounts.c.language)
        .join(accounts, accounts.c.id == memberships.c.account_id)
        .where(memberships.c.organisation_id.in_(ids), memberships.c.role.in_(_AGENTS))
    )
    spoken: dict[str, list[str]] = {one: [] for one in own}
    for row in await connection.execute(agents):
        spoken[row.organisation_id].append(row.language)
    return {one: read_by(language, spoken[one]) for one, language in own.items()}


def with_readers(query: Select[Any]) -> Select[Any]:
    """A query of both sides and `conversations`, joined with what says `LANGUAGE`."""
    return (
        query.outerjoin(accounts, accounts.c.id == theirs.c.account_id)
        .outerjoin(contacts, contacts.c.id == theirs.c.contact_id)
        .outerjoin(organisations, organisations.c.id == conversations.c.organisation_id)
    )
