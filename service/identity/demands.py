"""What organisations ask of how their members sign in: with a second factor, or by the installation's
identity provider. Whom, from when, and who does not meet it yet.

An owner with a second factor is let in whatever is asked about the provider: on the day when it is away, or
lets nobody in any more, somebody can still change what is asked.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from service.errors import InvalidInput
from service.identity import factor
from service.identity.errors import ProviderSignInMissing, SecondFactorMissing
from service.identity.roles import Role
from service.models import Demand, DemandKind
from service.store.factor_tables import identities
from service.store.tables import accounts, memberships, organisations, sessions
from service.store.typed import fetch

LONGEST_GRACE = timedelta(days=90)

At = ColumnElement[bool]


def _asks(*which: At) -> At:
    """An organisation of the account of the query around it, which is so."""
    return (
        exists()
        .where(memberships.c.account_id == accounts.c.id)
        .where(organisations.c.id == memberships.c.organisation_id)
        .where(*which)
        .correlate(accounts)
    )


def _lacks_factor(asked: At) -> At:
    return and_(_asks(asked), ~factor.is_on)


def _came_otherwise(asked: At, issuer: Any) -> At:
    """Of a session, too."""
    lacks = or_(_asks(asked, memberships.c.role != "owner"), and_(_asks(asked), ~factor.is_on))
    return and_(sessions.c.issuer != issuer, lacks)


def unmet(issuer: str) -> At:
    """Of an account and a session of the query around it: whether an organisation asks what they do not have,
    now or later. `issuer`: the installation's provider; "": there is none, and nobody is asked to come by it.
    """
    lacks = _lacks_factor(organisations.c.second_factor_from.is_not(None))
    return (
        or_(lacks, _came_otherwise(organisations.c.provider_from.is_not(None), issuer)) if issuer else lacks
    )


def held(now: Any, issuer: Any) -> At:
    """The same: whether they are kept out, for the time of a demand has come."""
    return or_(
        _lacks_factor(organisations.c.second_factor_from <= now),
        and_(issuer != "", _came_otherwise(organisations.c.provider_from <= now, issuer)),
    )


class _Asking(msgspec.Struct, frozen=True):
    """An organisation that asks something of a member."""

    id: str
    name: str
    role: Role
    second_factor_from: datetime | None
    provider_from: datetime | None


async def demand_on(
    connection: AsyncConnection, account_id: str, issuer: str, came_by: str = ""
) -> Demand | None:
    """The first one that an account does not meet; null: none. One about the provider whose time has come
    goes before all others: who has not come by it may not set up a second factor either.

    Args:
        issuer: the installation's provider.
        came_by: the one that the session was begun with.
    """
    proven, elsewhere = await factor.asks(connection, account_id), issuer in ("", came_by)
    if proven and elsewhere:
        return None
    wanted = (organisations.c.second_factor_from.is_not(None), organisations.c.provider_from.is_not(None))
    query = (
        select(organisations, memberships.c.role)
        .join(memberships, memberships.c.organisation_id == organisations.c.id)
        .where(memberships.c.account_id == account_id, or_(*wanted))
    )
    found: list[Demand] = []
    now = datetime.now(UTC)
    for one in await fetch(connection, _Asking, query):
        if one.second_factor_from is not None and not proven:
            found.append(_demand(one, "second_factor", one.second_factor_from, now))
        if one.provider_from is not None and not elsewhere and not (one.role == "owner" and proven):
            found.append(_demand(one, "provider", one.provider_from, now))
    return min(found, key=_first, default=None)


def _demand(asking: _Asking, kind: DemandKind, since: datetime, now: datetime) -> Demand:
    return Demand(organisation_id=asking.id, name=asking.name, since=since, kind=kind, due=since <= now)


def _first(one: Demand) -> tuple[bool, datetime, str]:
    return not (one.kind == "provider" and one.due), one.since, one.organisation_id


def enforce(demand: Demand | None) -> None:
    """SecondFactorMissing, ProviderSignInMissing: its time has come."""
    if demand is None or not demand.due:
        return
    details = {"organisation": demand.organisation_id, "name": demand.name}
    if demand.kind == "provider":
        raise ProviderSignInMissing(f"{demand.name} asks its members to come by the provider.", **details)
    raise SecondFactorMissing(f"{demand.name} asks a second factor of its members.", **details)


async def may_ask_factor(
    connection: AsyncConnection, account_id: str, since: datetime | None
) -> datetime | None:
    """What an owner sets, in UTC; a time that is over means from now on.

    Raises:
        SecondFactorMissing: who asks it of others has one.
        InvalidInput: members get 90 days at most, and a time has a zone.
    """
    if since is None:
        return None
    at = _from(since, "second_factor_from")
    await _own_factor(connection, account_id)
    return at


async def may_ask_provider(
    connection: AsyncConnection, account_id: str, since: datetime | None, issuer: str
) -> datetime | None:
    """The same of coming by the provider. Who asks it has come by it once, and can come in without it.

    Raises:
        InvalidInput: and the installation has one.
        ProviderSignInMissing, SecondFactorMissing: what I have not myself.
    """
    if since is None:
        return None
    at = _from(since, "provider_from")
    if not issuer:
        raise InvalidInput("This installation has no identity provider.", field="provider_from")
    mine = select(identities.c.id).where(identities.c.account_id == account_id, identities.c.issuer == issuer)
    if await connection.scalar(mine.limit(1)) is None:
        raise ProviderSignInMissing("Connect your own account with the provider first.")
    await _own_factor(connection, account_id)
    return at


async def _own_factor(connection: AsyncConnection, account_id: str) -> None:
    if not await factor.asks(connection, account_id):
        raise SecondFactorMissing("Switch your own second factor on first.")


def _from(since: datetime, field: str) -> datetime:
    now = datetime.now(UTC)
    if since.tzinfo is None or since > now + LONGEST_GRACE:
        raise InvalidInput(f"A time with its zone, within {LONGEST_GRACE.days} days, or null.", field=field)
    return max(since.astimezone(UTC), now)
