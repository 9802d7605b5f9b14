"""Office hours against a clock that is looked at each minute, around the changes of many zones."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from service.desk.routing.hours import FURTHEST, Holiday, Hours, Opening, calendar, calendar_of

MINUTE = timedelta(minutes=1)
CHANGES = {
    "Europe/Lisbon": (date(2026, 3, 29), date(2026, 10, 25)),
    "America/New_York": (date(2026, 3, 8), date(2026, 11, 1)),
    "Australia/Lord_Howe": (date(2026, 4, 5), date(2026, 10, 4)),  # by half an hour
    "Africa/Casablanca": (date(2026, 2, 15), date(2026, 3, 22)),
    "America/Santiago": (date(2026, 4, 4), date(2026, 9, 6)),  # at midnight
    "Asia/Kathmandu": (date(2026, 1, 1),),  # never, and by quarters of an hour
}


def clock(minute):
    return f"{minute // 60:02}:{minute % 60:02}"


@st.composite
def openings(draw):
    begin, end = sorted(draw(st.lists(st.integers(0, 96), min_size=2, max_size=2, unique=True)))
    return Opening(draw(st.integers(1, 7)), clock(begin * 15), clock(end * 15))


@st.composite
def offices(draw):
    """Hours, and a moment up to a day before, or after, the zone's clock is set."""
    zone = draw(st.sampled_from(sorted(CHANGES)))
    day = draw(st.sampled_from(CHANGES[zone]))
    start = datetime(day.year, day.month, day.day, tzinfo=UTC)
    start += draw(st.integers(-24 * 60, 24 * 60)) * MINUTE
    holidays = draw(st.lists(st.integers(-1, 2), max_size=2))
    return (
        Hours(
            zone=zone,
            week=tuple(draw(st.lists(openings(), min_size=3, max_size=10))),
            holidays=tuple(Holiday(day + timedelta(days=one)) for one in holidays),
        ),
        start,
    )


def looked_at(hours, start):
    """Minutes from then on, for eight days, and whether the clock on the wall stands within hours at each."""
    zone, closed = ZoneInfo(hours.zone), {one.date for one in hours.holidays}
    for number in range(8 * 24 * 60):
        at = start + number * MINUTE
        local = at.astimezone(zone)
        now = clock(local.hour * 60 + local.minute)
        within = (one.opens <= now < one.closes for one in hours.week if one.day == local.isoweekday())
        yield at, any(within) and local.date() not in closed


@settings(max_examples=60)
@given(offices(), st.integers(1, 900))
def test_minutes_of_office_hours_are_those_at_which_it_is_open(office, minutes):
    hours, start = office
    found, left = calendar_of(hours), minutes
    for at, is_open in looked_at(hours, start):
        left -= is_open
        if at.minute == 30 or at == start:
            assert found.open_at(at) == is_open
        if not left:
            break
    assume(not left)
    assert found.after(start, minutes) == at + MINUTE


@settings(max_examples=40)
@given(offices())
def test_it_opens_when_the_clock_first_says_so(office):
    hours, start = office
    at = next((at for at, is_open in looked_at(hours, start) if is_open), None)
    assume(at is not None)
    assert calendar_of(hours).opens_at(start) == (None if at == start else at)


@given(offices(), st.integers(1, 500), st.integers(1, 500))
def test_a_longer_time_ends_no_sooner_and_times_add_up(office, some, more):
    hours, start = office
    found = calendar_of(hours)
    first, both = found.after(start, some), found.after(start, some + more)
    assert first is not None and both is not None and start < first < both
    assert found.after(first, more) == both


def test_who_never_opens_is_never_done():
    always = tuple(Holiday(date(2026, 1, 1) + timedelta(days=one)) for one in range(FURTHEST.days + 2))
    shut = calendar_of(Hours(zone="UTC", week=(Opening(1, "09:00", "18:00"),), holidays=always))
    start = datetime(2026, 1, 1, tzinfo=UTC)
    assert (shut.open_at(start), shut.opens_at(start), shut.after(start, 1)) == (False, None, None)


@pytest.mark.parametrize(
    ("week", "start", "opens"),
    [
        ([(1, "09:00", "18:00")], "2026-06-01T17:59:59.9+01:00", None),
        ([(1, "09:00", "18:00")], "2026-06-01T18:00+01:00", "2026-06-08T09:00+01:00"),
        ([(6, "22:00", "24:00"), (7, "00:00", "04:00")], "2026-06-06T23:59:59+01:00", None),
    ],
)
def test_hours_are_half_open(week, start, opens):
    lisbon = calendar_of(Hours(zone="Europe/Lisbon", week=tuple(Opening(*one) for one in week)))
    found = lisbon.opens_at(datetime.fromisoformat(start))
    assert found == (None if opens is None else datetime.fromisoformat(opens))


def test_an_empty_week_is_no_calendar():
    assert calendar(msgspec.json.encode(Hours(zone="UTC")).decode()) is None
