"""How much time passes while a business is open: calendar time and business hours, over every change of a
clock.

A clock is a number that grows while it runs: time between two instants is the difference of what it shows
then. Business hours are told on the wall: a shop is open at an instant if the clock in its zone then shows a
time within the hours of that weekday. So a night in which an hour comes twice is open twice for that hour,
and one that is skipped is open for no time.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

import polars as pl

from analytics.metrics import zones
from analytics.metrics.axis import INSTANT

DAY = timedelta(days=1)
_Interval = tuple[datetime, datetime]


class Clock(Protocol):
    """Says how far it has run."""

    def shows(self, column: str) -> pl.Expr:
        """Microseconds that it has run by the time in a column; null where it does not know."""
        ...


class Calendar:
    """Runs always."""

    def shows(self, column: str) -> pl.Expr:
        """Microseconds since 1970."""
        return pl.col(column).dt.epoch("us")


CALENDAR = Calendar()


@dataclass(frozen=True, slots=True)
class Hours:
    """When a business is open: spans of weekdays (1 is Monday) on the clock of `zone` (IANA), but on
    `closed`.

    A span that ends at midnight or before it begins goes on to that time of the next day.
    """

    zone: str
    week: tuple[tuple[int, time, time], ...]
    closed: frozenset[date] = frozenset()

    def spans(self, first: date, last: date) -> Iterator[_Interval]:
        """Spans that begin on these days, in wall time, in order of the days."""
        for day in (first + DAY * number for number in range((last - first).days + 1)):
            for weekday, opens, closes in self.week if day not in self.closed else ():
                if weekday == day.isoweekday():
                    ends = day if closes > opens else day + DAY
                    yield datetime.combine(day, opens), datetime.combine(ends, closes)

    def open_between(self, since: datetime, until: datetime) -> list[_Interval]:
        """Instants (UTC) from which and up to which it is open, in order, none touching the next."""
        found: list[_Interval] = []
        for begin, end in sorted(self._pieces(since, until)):
            if found and begin <= found[-1][1]:
                found[-1] = found[-1][0], max(end, found[-1][1])
            elif begin < end:
                found.append((begin, end))
        return found

    def _pieces(self, since: datetime, until: datetime) -> Iterator[_Interval]:
        told = list(zones.changes(since, until, ZoneInfo(self.zone)))
        for (begin, ahead), (end, _) in zip(told, [*told[1:], (until, None)], strict=True):
            begin, end = max(begin, since), min(end, until)
            wall = (begin + ahead).date() - DAY, (end + ahead).date()
            for opens, closes in self.spans(*wall):
                at = opens.replace(tzinfo=UTC) - ahead, closes.replace(tzinfo=UTC) - ahead
                if (piece := (max(at[0], begin), min(at[1], end)))[0] < piece[1]:
                    yield piece


@dataclass(frozen=True, slots=True)
class BusinessClock:
    """Runs while a business is open. It knows from `since` up to, without, `until`; beside that it shows
    null.
    """

    hours: Hours
    since: datetime
    until: datetime

    def shows(self, column: str) -> pl.Expr:
        """Microseconds of open time since `since`."""
        begins, totals, runs = _table(self.hours, self.since, self.until)
        at = pl.col(column)
        index = (pl.lit(begins).search_sorted(at, side="right").cast(pl.Int64) - 1).clip(0)
        ran = (at - pl.lit(begins).gather(index)).dt.total_microseconds() * pl.lit(runs).gather(index)
        known = (at >= self.since) & (at < self.until)
        return pl.when(known).then(pl.lit(totals).gather(index) + ran)


@functools.lru_cache(maxsize=64)
def _table(hours: Hours, since: datetime, until: datetime) -> tuple[pl.Series, pl.Series, pl.Series]:
    """Where it begins to run or stands still, what it shows there, and 1 where it runs from there on, or
    0.
    """
    begins, totals, runs = [since], [0], [0]
    for opens, closes in hours.open_between(since, until):
        begins += [opens, closes]
        totals += [totals[-1], totals[-1] + (closes - opens) // timedelta(microseconds=1)]
        runs += [1, 0]
    return (
        pl.Series(begins, dtype=INSTANT),
        pl.Series(totals, dtype=pl.Int64),
        pl.Series(runs, dtype=pl.Int64),
    )
