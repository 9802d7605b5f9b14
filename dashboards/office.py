"""Office hours of an organisation, as its desk keeps them, to reckon with."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from pathlib import Path

import msgspec

from analytics import files
from analytics.metrics.hours import DAY, BusinessClock, Clock, Hours
from analytics.schema import MESSAGES

MIDNIGHT = "24:00"


class _Opening(msgspec.Struct, frozen=True):
    day: int
    opens: str
    closes: str


class _Holiday(msgspec.Struct, frozen=True):
    date: date


class Kept(msgspec.Struct, frozen=True):
    """What the chat keeps and answers of them."""

    zone: str
    week: tuple[_Opening, ...] = ()
    holidays: tuple[_Holiday, ...] = ()


def hours_of(kept: Kept | None) -> Hours | None:
    """The same, to reckon with; None: an empty week."""
    if kept is None or not kept.week:
        return None
    week = tuple((one.day, time.fromisoformat(one.opens), _closes(one.closes)) for one in kept.week)
    return Hours(kept.zone, week, frozenset(one.date for one in kept.holidays))


def _closes(text: str) -> time:
    """The end of a day is midnight, which ends a span in the next one."""
    return time(0) if text == MIDNIGHT else time.fromisoformat(text)


def clock(root: Path, hours: Hours) -> Clock:
    """It runs from before the first message of a lake until after all of them."""
    first = min((file.day for file in files.listing(root, MESSAGES)), default=date.today())
    since = datetime.combine(first, time(0), UTC) - DAY
    return BusinessClock(hours, since, datetime.now(UTC) + DAY)
