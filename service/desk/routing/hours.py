"""Office hours: weekly hours of the clock on the wall of one zone, without holidays. Pure.

An organisation is open at an instant if that clock stands within one of the day's hours then. So an hour that
the clock skips is not there, and one that it shows twice counts twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

import msgspec

FURTHEST = timedelta(days=400)
"""That is looked ahead: what lies beyond is never."""

_DAY, _MINUTE, _SECOND = timedelta(days=1), timedelta(minutes=1), timedelta(seconds=1)


class Opening(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Hours of one day of the week. Over midnight they are two."""

    day: int
    """1 is Monday, 7 Sunday."""
    opens: str
    closes: str
    """As 18:00; 24:00 is the end of the day."""


class Holiday(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A day on which nobody is there."""

    date: date
    name: str = ""


class Hours(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Office hours as owners give them, and as they are kept. An empty week: there are none."""

    zone: str
    """A name of the IANA database, as Europe/Lisbon."""
    week: tuple[Opening, ...] = ()
    holidays: tuple[Holiday, ...] = ()


class Calendar(NamedTuple):
    """The same, ready to be reckoned with. Minutes of days, Monday first."""

    zone: ZoneInfo
    week: tuple[tuple[tuple[int, int], ...], ...]
    closed: frozenset[date]

    def open_at(self, at: datetime) -> bool:
        """Whether somebody is there then."""
        local = at.astimezone(self.zone)
        minute = local.hour * 60 + local.minute
        return any(begin <= minute < end for begin, end in self._of(local.date()))

    def opens_at(self, at: datetime) -> datetime | None:
        """When it opens next; None: it is open then, or stays closed for as long as one looks ahead."""
        begin = next((begin for begin, _ in self.open_from(at)), None)
        return None if begin == at else begin

    def after(self, start: datetime, minutes: int) -> datetime | None:
        """When so many minutes of office hours have passed; None: never."""
        left = minutes * _MINUTE
        for begin, end in self.open_from(start):
            if end - begin >= left:
                return begin + left
            left -= end - begin
        return None

    def open_from(self, start: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Times at which it is open, in order, from then on; each within one day."""
        for begin, end, offset in _stretches(self.zone, start):
            local, last = begin + offset, end + offset
            day = datetime(local.year, local.month, local.day)
            while day < last:
                for opens, closes in self._of(day.date()):
                    one, other = max(day + opens * _MINUTE, local), min(day + closes * _MINUTE, last)
                    if one < other:
                        yield (one - offset).replace(tzinfo=UTC), (other - offset).replace(tzinfo=UTC)
                day += _DAY

    def _of(self, day: date) -> tuple[tuple[int, int], ...]:
        return () if day in self.closed else self.week[day.weekday()]


@lru_cache(maxsize=256)
def calendar(kept: str) -> Calendar | None:
    """Of hours as they are kept, in JSON; None: the week is empty."""
    hours = msgspec.json.decode(kept, type=Hours)
    return calendar_of(hours) if hours.week else None


def calendar_of(hours: Hours) -> Calendar:
    """Hours that touch or overlap become one."""
    week: list[list[tuple[int, int]]] = [[] for _ in range(7)]
    for one in sorted(hours.week, key=lambda one: (one.day, one.opens)):
        day, begin, end = week[one.day - 1], minute_of(one.opens), minute_of(one.closes)
        if day and begin <= day[-1][1]:
            day[-1] = (day[-1][0], max(end, day[-1][1]))
        else:
            day.append((begin, end))
    closed = frozenset(one.date for one in hours.holidays)
    return Calendar(ZoneInfo(hours.zone), tuple(map(tuple, week)), closed)


def minute_of(text: str) -> int:
    """Of the day, of a time as 18:00."""
    return int(text[:2]) * 60 + int(text[3:])


def _stretches(zone: ZoneInfo, start: datetime) -> Iterator[tuple[datetime, datetime, timedelta]]:
    """From then on, in UTC without saying so: times of at most a day in which the zone's clock goes evenly,
    and how far it is ahead."""
    begin = start.astimezone(UTC).replace(tzinfo=None)
    last = begin + FURTHEST
    while begin < last:
        end, offset = begin + _DAY, _ahead(zone, begin)
        if _ahead(zone, end) != offset:
            end = _change(zone, begin, end)
        yield begin, end, offset
        begin = end


def _change(zone: ZoneInfo, begin: datetime, end: datetime) -> datetime:
    """When the clock is set between the two, to the second: zones are never set within one."""
    offset, low, high = _ahead(zone, begin), begin, end
    while high - low > _SECOND:
        middle = low + (high - low) // 2
        if _ahead(zone, middle) == offset:
            low = middle
        else:
            high = middle
    return high.replace(microsecond=0)


def _ahead(zone: ZoneInfo, at: datetime) -> timedelta:
    return at.replace(tzinfo=UTC).astimezone(zone).utcoffset() or timedelta()
