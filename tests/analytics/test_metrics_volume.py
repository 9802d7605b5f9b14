from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from analytics.lake import Lake, collect
from analytics.metrics import volume
from analytics.metrics.axis import Axis, axis_for
from analytics.scope import Scope
from tests.analytics.world import START, World, minutes


@pytest.fixture
def lake(tmp_path) -> Lake:
    world = World()
    world.tell("ana", 0, language="en", text="one two three")
    world.tell("ben", 2, language="pt", target="en")
    world.say("ana", 61, language="en")
    world.tell("eva", 125, conversation="c2", language="en", detected="es")
    return world.write(tmp_path)


def run(frame):
    return frame.collect().to_dicts()


def test_counts_messages_people_and_conversations_once(lake):
    (row,) = run(volume.totals(lake.messages()))
    assert (row["messages"], row["people"], row["conversations"]) == (4, 3, 2)
    assert (row["first_at"], row["last_at"]) == (minutes(0), minutes(125))


def test_an_empty_lake_counts_zero_and_knows_no_times(tmp_path):
    (row,) = run(volume.totals(Lake(tmp_path / "none").messages()))
    assert row == {"messages": 0, "people": 0, "conversations": 0, "first_at": None, "last_at": None}


def test_every_bucket_is_there_also_the_empty_one(lake):
    rows = run(volume.over_time(lake.messages(), Axis(minutes(-60), minutes(130), "1h")))
    assert [(row["bucket"].hour, row["messages"], row["people"]) for row in rows] == [
        (8, 0, 0),
        (9, 2, 2),
        (10, 1, 1),
        (11, 1, 1),
    ]


def test_days_are_cut_in_the_zone_of_the_viewer(tmp_path):
    world = World()
    world.say("ana", 0)
    world.say("ana", 15 * 60)  # midnight in UTC, nine in the morning in Tokyo
    lake = world.write(tmp_path)
    for zone, wanted in (("Asia/Tokyo", [(2, 1), (3, 1)]), ("America/Lima", [(2, 2)])):
        rows = run(volume.over_time(lake.messages(), Axis(minutes(0), minutes(900), "1d", zone)))
        shown = [(row["bucket"].astimezone(ZoneInfo(zone)), row["messages"]) for row in rows]
        assert [(start.day, count) for start, count in shown] == wanted
        assert all(start.hour == 0 for start, _ in shown)


def test_live_counts_the_last_minutes_only(lake):
    (row,) = run(volume.live(lake.messages(), now=minutes(126), minutes=5))
    assert (row["messages"], row["people"], row["conversations"]) == (1, 1, 1)


def test_a_message_counts_for_the_language_it_was_found_to_be_in(lake):
    rows = run(volume.by_language(lake.messages()))
    assert [(row["language"], row["messages"], row["share"]) for row in rows] == [
        ("en", 2, 0.5),
        ("es", 1, 0.25),
        ("pt", 1, 0.25),
    ]


def test_hours_of_the_week(lake):
    rows = run(volume.by_hour(lake.messages(), Axis(minutes(0), minutes(130), "1h")))
    assert [(row["weekday"], row["hour"], row["messages"]) for row in rows] == [
        (1, 9, 2),
        (1, 10, 1),
        (1, 11, 1),
    ]
    rows = run(volume.by_hour(lake.messages(), Axis(minutes(0), minutes(130), "1h", "Pacific/Kiritimati")))
    assert [(row["weekday"], row["hour"]) for row in rows] == [(1, 23), (2, 0), (2, 1)]


def test_a_scope_takes_the_start_and_leaves_the_end(lake):
    scope = Scope(since=minutes(2), until=minutes(125))
    (row,) = run(volume.totals(lake.messages(scope)))
    assert row["messages"] == 2
    (row,) = run(volume.totals(lake.messages(Scope(languages=("es",)))))
    assert row["messages"] == 1


def test_the_scope_before_is_as_long():
    scope = Scope(since=minutes(0), until=minutes(90), languages=("en",))
    before = scope.before()
    assert before is not None
    assert (before.since, before.until, before.languages) == (minutes(-90), minutes(0), ("en",))
    assert Scope(until=START).before() is None


@pytest.mark.parametrize(
    ("span", "every"),
    [
        (timedelta(seconds=1), "1m"),
        (timedelta(hours=1), "1m"),
        (timedelta(hours=24), "1h"),
        (timedelta(days=7), "6h"),
        (timedelta(days=30), "1d"),
        (timedelta(days=365), "1w"),
        (timedelta(days=4000), "1mo"),
    ],
)
def test_buckets_grow_with_the_range(span, every):
    assert axis_for(START, START + span).every == every


def test_collect_runs_several_queries_at_once(lake):
    totals, languages = collect(lambda: [volume.totals(lake.messages()), volume.by_language(lake.messages())])
    assert (totals.height, languages.height) == (1, 3)
