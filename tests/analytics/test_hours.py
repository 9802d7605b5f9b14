"""Business hours are those that one finds who looks at a clock in the zone every minute."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from analytics.metrics.axis import INSTANT
from analytics.metrics.hours import CALENDAR, BusinessClock, Hours
from analytics.metrics.zones import wall

MINUTE = timedelta(minutes=1)
DAYS = tuple((day, time(9), time(17)) for day in range(1, 6))
NIGHT = tuple((day, time(22), time(6)) for day in range(1, 8))
SPLIT = tuple(
    (day, *span) for day in range(1, 8) for span in ((time(1, 30), time(2, 45)), (time(2, 15), time(12)))
)
ROUND = tuple((day, time(0), time(0)) for day in range(1, 8))
CHANGES = [  # forwards and backwards, in three zones, one by half an hour; and a day that was skipped
    ("Europe/Berlin", date(2026, 3, 28)),
    ("Europe/Berlin", date(2026, 10, 24)),
    ("America/New_York", date(2026, 3, 7)),
    ("America/New_York", date(2026, 10, 31)),
    ("Australia/Lord_Howe", date(2026, 4, 4)),
    ("Australia/Lord_Howe", date(2026, 10, 3)),
    ("Pacific/Apia", date(2011, 12, 29)),
]


def is_open(hours, at):
    """At an instant: whether the wall shows a time within a span that begins this day or the day before."""
    shown = wall(at, ZoneInfo(hours.zone))
    for back in (0, 1):
        day = shown.date() - timedelta(days=back)
        for weekday, opens, closes in hours.week if day not in hours.closed else ():
            ends = day if closes > opens else day + timedelta(days=1)
            if weekday == day.isoweekday() and datetime.combine(day, opens) <= shown < datetime.combine(
                ends, closes
            ):
                return True
    return False


@pytest.mark.parametrize(
    "week", [DAYS, NIGHT, SPLIT, ROUND], ids=["days", "night", "split", "round the clock"]
)
@pytest.mark.parametrize(("zone", "day"), CHANGES)
def test_time_passes_as_a_clock_on_the_wall_is_open(zone, day, week):
    hours = Hours(zone, week, frozenset({day + timedelta(days=3)}))
    since = datetime.combine(day, time(11, 7), tzinfo=UTC) - timedelta(days=1)
    ats = [since + MINUTE * number for number in range(4 * 24 * 60)]
    ran = [0]
    for at in ats:
        ran.append(ran[-1] + is_open(hours, at))
    clock = BusinessClock(hours, since, ats[-1])
    shown = pl.DataFrame({"at": ats}, schema={"at": INSTANT}).select(clock.shows("at")).to_series().to_list()
    assert shown[:-1] == [minutes * 60_000_000 for minutes in ran[:-2]]
    assert shown[-1] is None  # beside what it knows


def test_spans_that_touch_are_one_and_closed_days_open_nobody():
    hours = Hours("UTC", ((1, time(9), time(12)), (1, time(12), time(15)), (2, time(9), time(10))))
    monday = datetime(2026, 3, 2, tzinfo=UTC)
    spans = hours.open_between(monday, monday + timedelta(days=2))
    assert [(one.hour, other.hour) for one, other in spans] == [(9, 15), (9, 10)]
    shut = Hours("UTC", hours.week, frozenset({date(2026, 3, 2)}))
    assert len(shut.open_between(monday, monday + timedelta(days=2))) == 1
    assert Hours("UTC", ()).open_between(monday, monday + timedelta(days=30)) == []


def test_the_calendar_never_stands_still():
    at = pl.DataFrame({"at": [datetime(2026, 3, 29, tzinfo=UTC), datetime(2026, 3, 30, tzinfo=UTC), None]})
    first, other, none = at.select(CALENDAR.shows("at")).to_series()
    assert (other - first, none) == (24 * 3600 * 1_000_000, None)
