"""Every axis in every zone keeps every message, wherever clocks jump or are set back."""

from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.metrics import response, sentiment, translation, volume
from analytics.metrics.axis import INSTANT, WIDTHS, Axis, axis_for
from analytics.metrics.edges import width_of
from analytics.metrics.zones import ahead, change, changes, wall

ZONES = sorted(available_timezones())
EVERY = [every for every, _ in WIDTHS]
SINCE, UNTIL = datetime(2019, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC)
ODD = {  # clocks that did something rarer, some time ago
    "Pacific/Apia": datetime(2011, 12, 30, tzinfo=UTC),  # a day that was not
    "America/St_Johns": datetime(2010, 11, 7, tzinfo=UTC),  # midnight twice
    "America/Sao_Paulo": datetime(2018, 11, 4, tzinfo=UTC),  # a midnight that was not
    "Asia/Pyongyang": datetime(2018, 5, 4, tzinfo=UTC),  # half an hour, to midnight
    "Europe/Volgograd": datetime(2020, 12, 27, tzinfo=UTC),
    "Antarctica/Troll": datetime(2026, 3, 29, tzinfo=UTC),  # two hours
    "Pacific/Kwajalein": datetime(1993, 8, 21, tzinfo=UTC),
}


@cache
def clock_changes() -> list[tuple[str, datetime]]:
    """Each change of a clock since 2019 once, though many zones share it; and the odd ones."""
    weeks = [SINCE + timedelta(weeks=number) for number in range((UNTIL - SINCE).days // 7)]
    clocks = {tuple(ahead(week, ZoneInfo(zone)) for week in weeks): zone for zone in ZONES}
    found: dict[tuple[datetime, timedelta, timedelta], str] = {}
    for offsets, zone in clocks.items():
        for (earlier, was), (later, after) in pairwise(zip(weeks, offsets, strict=True)):
            if was != after:
                found.setdefault((change(earlier, later, ZoneInfo(zone)), was, after), zone)
    return [(zone, at) for (at, _, _), zone in found.items()] + list(ODD.items())


def test_there_are_changes_to_test():
    assert len(ZONES) > 400 and len(clock_changes()) > 200


@pytest.mark.parametrize("every", EVERY)
def test_at_every_change_of_a_clock_buckets_follow_each_other_and_are_named_rightly(every):
    around = {"1m": 1, "5m": 3, "15m": 10, "1h": 30, "6h": 120, "1d": 200, "1w": 800, "1mo": 2200}[every]
    for zone, at in clock_changes():
        check(Axis(at - timedelta(hours=around), at + timedelta(hours=around), every, zone))


@settings(max_examples=300, deadline=None)
@given(
    zone=st.sampled_from(ZONES),
    every=st.sampled_from(EVERY),
    start=st.datetimes(datetime(1975, 1, 1), datetime(2037, 1, 1), timezones=st.just(UTC)),
    buckets=st.floats(0, 70),
)
def test_any_axis_in_any_zone(zone, every, start, buckets):
    check(Axis(start, start + buckets * dict(WIDTHS)[every], every, zone))


def check(axis: Axis) -> None:
    """Instants grow, hold the whole range, are as long as they say, and begin where the clock says."""
    edges, zone, width = axis.edges, ZoneInfo(axis.zone), width_of(axis.every)
    assert all(before < after for before, after in pairwise(edges)), axis
    assert edges[0] <= axis.start < edges[1], axis
    assert edges[-2] <= axis.end < edges[-1], axis
    shown = [wall(edge, zone) for edge in edges]
    clock = {at for at, _ in list(changes(edges[0] - timedelta(days=1), edges[-1], zone))[1:]}
    for edge, at in zip(edges, shown, strict=True):
        assert edge in clock or begins(at, axis.every, width), (axis, at)
    if width and width <= timedelta(hours=1):
        assert all(after - before <= width for before, after in pairwise(edges)), axis
        short = sum(after - before < width for before, after in pairwise(edges))
        assert short <= 2 * len(clock), axis
    else:  # no bucket holds two beginnings of what it is named after
        assert len({at.date() for at in shown}) == len(edges) or axis.every == "6h", axis
        for before, after in pairwise(edges):
            middle = before + (after - before) / 2
            assert wall(middle, zone).date() == wall(before, zone).date() or axis.every in ("1w", "1mo"), axis


def begins(at: datetime, every: str, width: timedelta | None) -> bool:
    if width is None:
        return (at.day, at.time()) == (1, datetime.min.time())
    if every == "1w" and at.weekday():
        return False
    return (at - datetime.min) % min(width, timedelta(days=1)) == timedelta(0)


def conversation(start: datetime, end: datetime, step: timedelta) -> pl.DataFrame:
    times = pl.datetime_range(start, end, step, closed="left", time_unit="us", eager=True)
    count = len(times)
    return pl.DataFrame(
        {
            "posted_at": times.cast(INSTANT),
            "author_id": ["a", "b"] * (count // 2) + ["a"] * (count % 2),
            "conversation_id": "c",
            "seq": range(count),
            "language": "en",
            "sentiment": "neutral",
            "outcome": "translated",
            "rough": False,
            "wait_ms": 1.0,
            "message_id": [str(number) for number in range(count)],
        }
    )


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/Asuncion", "Africa/Cairo", "America/Santiago"])
@pytest.mark.parametrize("days", [1, 7, 14, 60, 400, 2500])
def test_every_metric_over_time_adds_up_to_all_messages(zone, days):
    end = datetime(2026, 11, 2, 12, tzinfo=UTC)
    start = end - timedelta(days=days)
    axis, messages = axis_for(start, end, zone), conversation(start, end, timedelta(hours=days / 20)).lazy()
    answered = response.responses(messages)
    all_of = [
        (volume.over_time(messages, axis), "messages", messages),
        (sentiment.over_time(messages, axis), "scored", messages),
        (translation.over_time(messages, axis), "needed", messages),
        (response.over_time(answered, axis), "responses", answered),
        (volume.by_hour(messages, axis), "messages", messages),
    ]
    assert [frame.collect()[count].sum() for frame, count, _ in all_of] == [
        of.collect().height for _, _, of in all_of
    ]


def test_the_week_of_a_clock_change_counts_every_half_hour_of_it():
    start, end = datetime(2026, 10, 22, tzinfo=UTC), datetime(2026, 10, 29, tzinfo=UTC)
    messages = conversation(start, end, timedelta(minutes=30))
    axis = axis_for(start, end, "Europe/Berlin")
    rows = volume.over_time(messages.lazy(), axis).collect()
    assert messages.height == 336 == rows["messages"].sum()
    by_hour = volume.by_hour(messages.lazy(), axis).collect()
    twice = by_hour.filter(pl.col("weekday") == 7, pl.col("hour") == 2)["messages"].item()
    assert (by_hour["messages"].sum(), twice) == (336, 4), "half past two came twice"


def test_the_hour_of_the_week_is_that_of_the_clock_in_every_zone():
    at = [datetime(2026, 3, 20, tzinfo=UTC) + timedelta(hours=9 * number) for number in range(40)]
    messages = pl.LazyFrame({"posted_at": pl.Series(at, dtype=INSTANT)})
    for zone in ZONES:
        rows = volume.by_hour(messages, Axis(at[0], at[-1], "1h", zone)).collect()
        shown = [one.astimezone(ZoneInfo(zone)) for one in at]
        wanted = {(one.isoweekday(), one.hour) for one in shown}
        assert set(rows.select("weekday", "hour").rows()) == wanted, zone
        assert rows["messages"].sum() == len(at)


def test_what_lies_beside_an_axis_is_in_no_bucket():
    start = datetime(2026, 1, 1, tzinfo=UTC)
    axis = Axis(start, start + timedelta(hours=3), "1h")
    times = pl.Series([start - timedelta(days=1), start, start + timedelta(days=1)], dtype=INSTANT)
    found = pl.DataFrame({"posted_at": times}).select(axis.bucket("posted_at"))
    assert found["bucket"].to_list() == [None, start, None]
