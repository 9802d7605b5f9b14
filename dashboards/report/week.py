"""A week as ISO 8601 counts it, Monday to Sunday, on the clock of a zone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from analytics.metrics import zones
from analytics.metrics.axis import Axis
from analytics.scope import Scope

_NAME = re.compile(r"(\d{4})-W(\d{2})")
FIRST, LAST = 1970, 2999
"""Years that instants of the log can have."""


@dataclass(frozen=True, slots=True)
class Week:
    """One week. `monday`: the day that it begins on."""

    monday: date
    zone: str = "UTC"

    @classmethod
    def named(cls, text: str, zone: str = "UTC") -> Week:
        """2026-W46. ValueError: there is no such week."""
        found = _NAME.fullmatch(text.strip().upper())
        if found is None or not FIRST < int(found[1]) < LAST:
            raise ValueError(f"{text} is no week; write it as 2026-W46")
        return cls(date.fromisocalendar(int(found[1]), int(found[2]), 1), zone)

    @classmethod
    def last(cls, now: datetime, zone: str = "UTC") -> Week:
        """The last one that is over."""
        today = now.astimezone(ZoneInfo(zone)).date()
        return cls(today - timedelta(days=today.weekday() + 7), zone)

    @property
    def name(self) -> str:
        """2026-W46."""
        year, number, _ = self.monday.isocalendar()
        return f"{year}-W{number:02}"

    @property
    def days(self) -> tuple[date, ...]:
        """Monday to Sunday; also one that the clock skips, as Friday, 30 December 2011, in Apia."""
        return tuple(self.monday + timedelta(days=number) for number in range(7))

    @property
    def before(self) -> Week:
        """The one before."""
        return Week(self.monday - timedelta(days=7), self.zone)

    @property
    def ends(self) -> datetime:
        """When the next one begins."""
        return _midnight(self.monday + timedelta(days=7), self.zone)

    def scope(self, organisation: str | None, *, demo: bool) -> Scope:
        """All of it; an hour that comes twice is in it twice."""
        return Scope(
            since=_midnight(self.monday, self.zone),
            until=self.ends,
            organisation=organisation,
            demo=demo,
        )

    @property
    def axis(self) -> Axis:
        """Its days, without one that the clock skips."""
        until = self.ends - timedelta(microseconds=1)
        return Axis(_midnight(self.monday, self.zone), until, "1d", self.zone)


def _midnight(day: date, zone: str) -> datetime:
    """When a day begins; where its midnight is skipped, when the clock jumps over it."""
    return zones.reached(datetime.combine(day, time(0)), ZoneInfo(zone))
