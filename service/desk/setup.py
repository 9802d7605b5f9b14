"""What an organisation has still to do before its desk serves visitors well: for its owners and admins."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any, Literal, get_args

import msgspec
from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from service.desk import audit
from service.desk.routing.hours import Hours
from service.errors import InvalidInput
from service.identity import policy
from service.store import Store
from service.store.tables import articles, channels, desk_rules, invitations, memberships

StepName = Literal["channel", "team", "hours", "greeting", "article"]
"""In the order in which they are told. channel: a page of a site shows the widget. team: somebody else is a
member, or invited. hours: office hours are set. greeting: a channel has one. article: there is one."""

STEPS: tuple[StepName, ...] = get_args(StepName)


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One of them."""

    name: StepName
    done: bool
    put_away: bool
    """Nobody wants to be told of it any more."""


class Setup(msgspec.Struct, frozen=True, kw_only=True):
    """All of them, in order."""

    steps: tuple[Step, ...]


class PuttingAway(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which steps are told no more; those that are not among them are told again."""

    put_away: tuple[str, ...]


async def setup_of(store: Store, me_id: str, organisation_id: str) -> Setup:
    """How far it is. NotFound, NotYours, RoleLacks."""
    async with store.reading() as connection:
        await policy.must(connection, me_id, organisation_id, "connect")
        return await _setup(connection, organisation_id)


async def put_away(store: Store, me_id: str, organisation_id: str, names: Collection[str]) -> Setup:
    """Tell these steps no more, and the others.

    Raises:
        InvalidInput: one is none of `STEPS`.
        NotFound, NotYours, RoleLacks.
    """
    if not set(names) <= set(STEPS):
        raise InvalidInput(f"Steps are {', '.join(STEPS)}.", field="put_away")
    values = {"put_away": msgspec.json.encode(sorted(set(names))).decode()}
    async with store.writing() as connection:
        await policy.must(connection, me_id, organisation_id, "connect", lock=True)
        dialect: Any = postgresql if connection.dialect.name == "postgresql" else sqlite
        written = dialect.insert(desk_rules).values(values | {"organisation_id": organisation_id})
        await connection.execute(
            written.on_conflict_do_update(index_elements=["organisation_id"], set_=values)
        )
        await audit.note(connection, organisation_id, me_id, "settings_changed")
        return await _setup(connection, organisation_id)


async def _setup(connection: AsyncConnection, organisation_id: str) -> Setup:
    done = await _done(connection, organisation_id)
    kept = select(desk_rules).where(desk_rules.c.organisation_id == organisation_id)
    rules = (await connection.execute(kept)).one_or_none()
    hours, away = (None, None) if rules is None else (rules.hours, rules.put_away)
    done["hours"] = hours is not None and bool(msgspec.json.decode(hours, type=Hours).week)
    gone = msgspec.json.decode(away or "[]", type=list[str])
    return Setup(steps=tuple(Step(name=one, done=done[one], put_away=one in gone) for one in STEPS))


async def _done(connection: AsyncConnection, organisation_id: str) -> dict[str, bool]:
    """What one statement can say of it."""
    members = select(func.count()).where(memberships.c.organisation_id == organisation_id).scalar_subquery()
    invited = _any(
        invitations,
        organisation_id,
        invitations.c.used_at.is_(None),
        invitations.c.expires_at > datetime.now(UTC),
    )
    found = await connection.execute(
        select(
            _any(channels, organisation_id, channels.c.seen_at.is_not(None)).label("channel"),
            ((members > 1) | invited).label("team"),
            _any(channels, organisation_id, channels.c.greeting != "{}").label("greeting"),
            _any(articles, organisation_id).label("article"),
        )
    )
    return {name: bool(one) for name, one in found.one()._mapping.items()}


def _any(table: Any, organisation_id: str, *which: ColumnElement[bool]) -> ColumnElement[bool]:
    """The organisation has such a row."""
    return exists().where(table.c.organisation_id == organisation_id, *which)
