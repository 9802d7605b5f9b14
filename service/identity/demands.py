"""Organisations that ask a second factor of their members: whom, from when, and who does not meet it yet."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, select
from sqlalchemy.ext.asyncio import AsyncConnection

from service.errors import InvalidInput
from service.identity import factor
from service.identity.errors import SecondFactorMissing
from service.models import Demand
from service.store.tables import accounts, memberships, organisations
from service.store.typed import fetch

LONGEST_GRACE = timedelta(days=90)


def _lacks(asked: ColumnElement[bool]) -> ColumnElement[bool]:
    asking = (
        exists()
        .where(memberships.c.account_id == accounts.c.id)
        .where(organisations.c.id == memberships.c.organisation_id)
        .where(asked)
        .correlate(accounts)
    )
    return and_(asking, ~factor.is_on)


unmet = _lacks(organisations.c.second_factor_from.is_not(None))
"""Of an account of the query around it: whether an organisation asks what it does not have."""


def held(now: datetime | ColumnElement[datetime]) -> ColumnElement[bool]:
    """Of an account of the query around it: whether it is kept out, for the time of a demand has come."""
    return _lacks(organisations.c.second_factor_from <= now)


async def demand_on(connection: AsyncConnection, account_id: str) -> Demand | None:
    """The first one that an account does not meet; null: none."""
    if await factor.asks(connection, account_id):
        return None
    query = (
        select(
            organisations.c.id.label("organisation_id"),
            organisations.c.name,
            organisations.c.second_factor_from.label("since"),
        )
        .join(memberships, memberships.c.organisation_id == organisations.c.id)
        .where(memberships.c.account_id == account_id, organisations.c.second_factor_from.is_not(None))
        .order_by(organisations.c.second_factor_from, organisations.c.id)
        .limit(1)
    )
    found = await fetch(connection, Demand, query)
    return found[0] if found else None


def enforce(demand: Demand | None, now: datetime) -> None:
    """SecondFactorMissing: its time has come."""
    if demand is not None and demand.since <= now:
        raise SecondFactorMissing(
            f"{demand.name} asks a second factor of its members.",
            organisation=demand.organisation_id,
            name=demand.name,
        )


async def may_ask(connection: AsyncConnection, account_id: str, since: datetime | None) -> datetime | None:
    """What an owner sets, in UTC; a time that is over means from now on.

    Raises:
        SecondFactorMissing: who asks it of others has one.
        InvalidInput: members get 90 days at most, and a time has a zone.
    """
    if since is None:
        return None
    now = datetime.now(UTC)
    if since.tzinfo is None or since > now + LONGEST_GRACE:
        most = LONGEST_GRACE.days
        raise InvalidInput(f"A time with its zone, within {most} days, or null.", field="second_factor_from")
    if not await factor.asks(connection, account_id):
        raise SecondFactorMissing("Switch your own second factor on first.")
    return max(since.astimezone(UTC), now)
