"""Office hours and promises of an organisation: the first seen by all members, the others by who converses,
both set by owners and admins.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import msgspec
from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from service.desk import audit
from service.desk.routing.hours import Calendar, Hours, calendar, minute_of
from service.desk.routing.promises import Sla, Terms, checked, terms_of
from service.errors import InvalidInput
from service.identity import policy
from service.store import Store
from service.store.tables import desk_rules, desk_states
from service.text import validation
from service.text.zones import is_zone

MOST_LINES, MOST_HOLIDAYS, LONGEST_NAME = 42, 200, 80

_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d|24:00")
_NONE = Hours(zone="UTC")


class OpenHours(Hours, frozen=True, kw_only=True):
    """Office hours, and how it stands with them now."""

    open_now: bool | None
    """Null: no hours are set."""
    opens_at: datetime | None
    """Where it is closed: when it opens next; null: not within the year ahead, or it is open."""


async def get_hours(store: Store, me_id: str, organisation_id: str) -> OpenHours:
    """Those that are set, or an empty week. NotFound, NotYours."""
    async with store.reading() as connection:
        await policy.must(connection, me_id, organisation_id, "see")
        kept, _ = await kept_rules(connection, organisation_id)
    return _shown(_NONE if kept is None else msgspec.json.decode(kept, type=Hours))


async def set_hours(store: Store, me_id: str, organisation_id: str, wanted: Hours) -> OpenHours:
    """From now on; what is due is reckoned anew within seconds.

    Raises:
        InvalidInput: `details["field"]` is zone, week or holidays.
        NotFound, NotYours, RoleLacks.
    """
    await _set(store, me_id, organisation_id, "hours", _checked(wanted))
    return _shown(wanted)


async def get_sla(store: Store, me_id: str, organisation_id: str) -> Sla:
    """What is promised. NotFound, NotYours, RoleLacks."""
    async with store.reading() as connection:
        await policy.must(connection, me_id, organisation_id, "converse")
        return terms_of(*await kept_rules(connection, organisation_id)).sla


async def set_sla(store: Store, me_id: str, organisation_id: str, wanted: Sla) -> Sla:
    """From now on, also for what is open. Raises as `set_hours`; the field is that of `Sla`."""
    await _set(store, me_id, organisation_id, "sla", checked(wanted))
    return wanted


async def terms_in(connection: AsyncConnection, organisation_ids: list[str]) -> dict[str, Terms]:
    """Of each organisation that has set something."""
    query = select(desk_rules).where(desk_rules.c.organisation_id.in_(organisation_ids))
    rows = (await connection.execute(query)).all()
    return {row.organisation_id: terms_of(row.hours, row.sla) for row in rows}


async def calendar_in(connection: AsyncConnection, organisation_id: str) -> Calendar | None:
    """Office hours; null: none are set."""
    kept, _ = await kept_rules(connection, organisation_id)
    return None if kept is None else calendar(kept)


async def kept_rules(connection: AsyncConnection, organisation_id: str) -> tuple[str | None, str | None]:
    """Hours and promises in JSON; null: never set."""
    here = desk_rules.c.organisation_id == organisation_id
    row = (await connection.execute(select(desk_rules).where(here))).one_or_none()
    return (None, None) if row is None else (row.hours, row.sla)


def stands_at(found: Calendar | None, now: datetime) -> tuple[bool | None, datetime | None]:
    """Whether it is open, and when it opens next where it is not."""
    if found is None:
        return None, None
    return found.open_at(now), found.opens_at(now)


async def _set(store: Store, me_id: str, organisation_id: str, column: str, wanted: Hours | Sla) -> None:
    """Written, and all that is open is looked at again by the job `queues`."""
    values: dict[str, Any] = {column: msgspec.json.encode(wanted).decode()}
    opened = (desk_states.c.organisation_id == organisation_id, desk_states.c.state != "resolved")
    async with store.writing() as connection:
        await policy.must(connection, me_id, organisation_id, "route", lock=True)
        dialect: Any = postgresql if connection.dialect.name == "postgresql" else sqlite
        written = dialect.insert(desk_rules).values(values | {"organisation_id": organisation_id})
        key = ["organisation_id"]
        await connection.execute(written.on_conflict_do_update(index_elements=key, set_=values))
        await connection.execute(update(desk_states).where(*opened).values(look_at=datetime.now(UTC)))
        await audit.note(connection, organisation_id, me_id, f"{column}_changed")


def _shown(hours: Hours) -> OpenHours:
    found = calendar(msgspec.json.encode(hours).decode())
    now = datetime.now(UTC)
    is_open, opens = stands_at(found, now)
    return OpenHours(
        zone=hours.zone, week=hours.week, holidays=hours.holidays, open_now=is_open, opens_at=opens
    )


def _checked(wanted: Hours) -> Hours:
    if not is_zone(wanted.zone):
        raise InvalidInput("A zone is named as Europe/Lisbon.", field="zone")
    right = all(_right(one.day, one.opens, one.closes) for one in wanted.week)
    if len(wanted.week) > MOST_LINES or not right:
        said = "Hours are of days 1 to 7, as 09:00 to 18:00; over midnight they are two."
        raise InvalidInput(said, field="week")
    if len(wanted.holidays) > MOST_HOLIDAYS:
        raise InvalidInput(f"At most {MOST_HOLIDAYS} holidays.", field="holidays")
    for one in wanted.holidays:
        if len(validation.storable(one.name, "holidays")) > LONGEST_NAME:
            raise InvalidInput(f"A holiday's name has at most {LONGEST_NAME} characters.", field="holidays")
    return wanted


def _right(day: int, opens: str, closes: str) -> bool:
    written = _TIME.fullmatch(opens) and _TIME.fullmatch(closes)
    return bool(1 <= day <= 7 and written and minute_of(opens) < minute_of(closes))
