"""What customers write about, for who sees the figures of their organisation. Counted by the database."""

from __future__ import annotations

import math
from collections import defaultdict
from datetime import UTC, datetime
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Select, and_, case, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from service.desk.painpoints.models import WEEK, WEEKS, Asked, Customer, PainPoint, PainPoints
from service.errors import InvalidInput
from service.identity import policy
from service.store import Store
from service.store.painpoint_tables import painpoint_messages, painpoint_runs, painpoints
from service.store.tables import contacts, conversations, organisations
from service.text import validation

MOST = 200
"""Groups that are shown."""
MOST_CUSTOMERS = 50
EARLIEST, LATEST = datetime(1970, 1, 1, tzinfo=UTC), datetime(3000, 1, 1, tzinfo=UTC)
"""Between these as much time before is a time, too."""
_MINE = painpoint_messages.c


async def shown(store: Store, me_id: str, organisation_id: str, asked: Asked) -> PainPoints:
    """All groups with messages that count.

    Raises:
        InvalidInput: `since` is not before `until`, one of them has no time zone or is ages away.
        NotFound, NotYours, RoleLacks.
    """
    check(asked)
    async with store.reading() as connection:
        role = await policy.must(connection, me_id, organisation_id, "measure")
        allowed = select(organisations.c.keeps_text).where(organisations.c.id == organisation_id)
        keeps = bool(await connection.scalar(allowed))
        whose = select(painpoint_runs).where(painpoint_runs.c.organisation_id == organisation_id)
        run = (await connection.execute(whose)).one_or_none()
        if run is None:
            return PainPoints(
                keeps_text=keeps, looked_at=None, since=None, until=None, language=None, grouped=0, others=0,
                items=(), customers=(),
            )  # fmt: skip
        items, others = await _points(connection, organisation_id, asked, run)
        return PainPoints(
            keeps_text=keeps, looked_at=run.ended_at, since=run.since, until=run.until, language=run.language,
            grouped=sum(one.messages for one in items), others=others, items=items[:MOST],
            customers=await _customers(connection, organisation_id, asked, policy.may(role, "converse")),
        )  # fmt: skip


def check(asked: Asked) -> None:
    """InvalidInput: it is no range of time, or no database can hold a language."""
    for name in ("since", "until"):
        at = getattr(asked, name)
        if at.tzinfo is None:
            raise InvalidInput(f"Write {name} with its time zone, as 2026-11-30T08:00:00Z.", field=name)
        if not EARLIEST <= at <= LATEST:
            said = f"{name} has to be between the years {EARLIEST.year} and {LATEST.year}."
            raise InvalidInput(said, field=name)
    for language in asked.languages:
        validation.storable(language, "language")
    if asked.since >= asked.until:
        raise InvalidInput("since has to be before until.", field="since")


def counting(
    organisation_id: str, asked: Asked, since: datetime, until: datetime
) -> list[ColumnElement[bool]]:
    """Which messages of a time count."""
    found = [_MINE.organisation_id == organisation_id, _MINE.posted_at >= since, _MINE.posted_at < until]
    if asked.languages:
        found.append(_MINE.language.in_(asked.languages))
    if not asked.demo:
        kept = select(conversations.c.id).where(conversations.c.demo.is_(True))
        found.append(_MINE.conversation_id.not_in(kept))
    return found


def rising(week: int, before: int) -> bool:
    """More than chance makes of it: beyond two standard deviations of a count."""
    return week > before + 2 * math.sqrt(before + 1)


async def _points(
    connection: AsyncConnection, organisation_id: str, asked: Asked, run: Any
) -> tuple[tuple[PainPoint, ...], int]:
    """Groups, the largest first, and how many messages are in none."""
    weeks = [(run.until - (back + 1) * WEEK, run.until - back * WEEK) for back in reversed(range(WEEKS))]
    past = asked.since - (asked.until - asked.since)
    earliest, latest = min(past, weeks[0][0]), max(asked.until, run.until)
    here = _between(asked.since, asked.until)
    query = (
        select(
            _MINE.painpoint_id,
            _some(here).label("messages"),
            func.count(func.distinct(case((here, _MINE.author_id)))).label("people"),
            func.count(func.distinct(case((here, _MINE.conversation_id)))).label("conversations"),
            _some(and_(here, _MINE.sentiment.is_not(None))).label("scored"),
            _some(and_(here, _MINE.sentiment == "negative")).label("negative"),
            _some(_between(past, asked.since)).label("before"),
            *[_some(_between(*week)).label(f"week_{number}") for number, week in enumerate(weeks)],
        )
        .where(*counting(organisation_id, asked, earliest, latest))
        .group_by(_MINE.painpoint_id)
    )
    counted = {row.painpoint_id: row._mapping for row in await connection.execute(query)}
    rest: Any = counted.pop(None, None)
    spoken = await _languages(connection, organisation_id, asked)
    kept = select(painpoints).where(painpoints.c.organisation_id == organisation_id)
    first = await connection.scalar(_first(organisation_id))
    known = {row.id: row for row in await connection.execute(kept)}
    items = [
        _point(known[id_], row, spoken[id_], weeks, past, run, first)
        for id_, row in counted.items()
        if id_ in known and row["messages"]
    ]
    ordered = sorted(items, key=lambda one: (-one.messages, one.id))
    return tuple(ordered), 0 if rest is None else int(rest["messages"])


def _point(
    kept: Any, row: Any, spoken: dict[str, int], weeks: list[tuple[datetime, datetime]], past: datetime,
    run: Any, first: datetime | None,
) -> PainPoint:  # fmt: skip
    told = [row[f"week_{at}"] if begin >= run.since else None for at, (begin, _) in enumerate(weeks)]
    week, before = told[-1], told[-2]
    return PainPoint(
        id=kept.id,
        words=msgspec.json.decode(kept.words, type=tuple[str, ...]),
        found_at=kept.found_at,
        new=first is not None and first < kept.found_at and kept.found_at >= run.until - WEEK,
        **{name: row[name] for name in ("messages", "people", "conversations", "scored", "negative")},
        before=row["before"] if past >= run.since else None,
        weeks=tuple(told),
        rising=None if week is None or before is None else rising(week, before),
        languages=spoken,
    )


def _first(organisation_id: str) -> Select[Any]:
    """When groups were found first: none of these was new then."""
    return select(func.min(painpoints.c.found_at)).where(painpoints.c.organisation_id == organisation_id)


def _between(since: datetime, until: datetime) -> ColumnElement[bool]:
    return and_(_MINE.posted_at >= since, _MINE.posted_at < until)


def _some(which: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((which, 1), else_=0)), 0)


async def _languages(
    connection: AsyncConnection, organisation_id: str, asked: Asked
) -> dict[str, dict[str, int]]:
    query = (
        select(_MINE.painpoint_id, _MINE.language, func.count().label("many"))
        .where(*counting(organisation_id, asked, asked.since, asked.until), _MINE.painpoint_id.is_not(None))
        .group_by(_MINE.painpoint_id, _MINE.language)
        .order_by(func.count().desc(), _MINE.language)
    )
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for row in await connection.execute(query):
        found[row.painpoint_id][row.language] = row.many
    return found


async def _customers(
    connection: AsyncConnection, organisation_id: str, asked: Asked, named: bool
) -> tuple[Customer, ...]:
    """Who writes most, and about what."""
    counts = (*counting(organisation_id, asked, asked.since, asked.until), _MINE.painpoint_id.is_not(None))
    many = func.count()
    most = (
        select(_MINE.author_id, many.label("many"))
        .where(*counts)
        .group_by(_MINE.author_id)
        .order_by(many.desc(), _MINE.author_id)
        .limit(MOST_CUSTOMERS)
    )
    totals = {row.author_id: row.many for row in await connection.execute(most)}
    each = (
        select(_MINE.author_id, _MINE.painpoint_id, many.label("many"))
        .where(*counts, _MINE.author_id.in_(list(totals)))
        .group_by(_MINE.author_id, _MINE.painpoint_id)
        .order_by(many.desc(), _MINE.painpoint_id)
    )
    points: dict[str, dict[str, int]] = defaultdict(dict)
    for row in await connection.execute(each):
        points[row.author_id][row.painpoint_id] = row.many
    who = select(contacts.c.id, contacts.c.name).where(contacts.c.id.in_(list(totals)), contacts.c.name != "")
    names = {row.id: row.name for row in await connection.execute(who)} if named else {}
    return tuple(
        Customer(id=id_, name=names.get(id_), messages=many, painpoints=points[id_])
        for id_, many in totals.items()
    )
