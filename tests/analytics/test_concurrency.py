"""Conversations at the same time, and people who wrote, held against a plain look at every moment."""

from datetime import timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.metrics import concurrency, figures, measure
from analytics.metrics.axis import Axis
from analytics.metrics.registry import METRICS
from analytics.scope import Scope
from tests.analytics.world import START, World, minutes

SPOKEN = st.tuples(st.integers(0, 90), st.sampled_from("abc"), st.sampled_from(["ana", "ben", "eva"]))
NOT_KNOWN = ("kind", "organisation_id", "author_kind", "author_id")
QUIET = concurrency.QUIET // timedelta(minutes=1)


def going(said, at):
    """How many conversations had a message in the ten minutes up to a minute and a half after `at`."""
    return len({where for posted, where, _ in said if posted <= at + 0.5 < posted + QUIET})


def plain(said, since, until):
    """As `concurrency.level` has it; all that changes does so on full minutes, so each is looked at once."""
    levels = [going(said, at) for at in range(since, until)]
    busy, active = 60.0 * sum(one > 0 for one in levels), 60.0 * sum(levels)
    return {
        "peak": max(levels, default=0), "mean": active / busy if busy else None,
        "active_s": active, "busy_s": busy,
    }  # fmt: skip


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(SPOKEN, max_size=14), st.integers(0, 60), st.integers(1, 60))
def test_at_any_moment_as_many_go_on_as_had_a_message_just_before(said, since, length):
    frame = pl.LazyFrame(
        [(where, minutes(at), number) for number, (at, where, _) in enumerate(said)],
        schema={"conversation_id": pl.String, "posted_at": pl.Datetime("us", "UTC"), "seq": pl.Int64},
        orient="row",
    ).with_columns(
        *(pl.lit(None, pl.String).alias(one) for one in NOT_KNOWN),
        pl.lit("en").alias("language"), pl.lit(["pt"]).alias("targets"),
    )  # fmt: skip
    metric, scope = METRICS["concurrency"], Scope(since=minutes(since), until=minutes(since + length))
    rows = measure.rows(metric, concurrency.spells(frame), scope)
    (told,) = measure.figure(metric, rows).collect().to_dicts()
    assert told == plain(said, since, since + length)
    axis = Axis(minutes(since), minutes(since + length) - timedelta(seconds=1), "5m")
    buckets = measure.over_time(metric, rows, axis).drop("bucket", "until").collect().to_dicts()
    whole = range(since - since % 5, since + length, 5)
    assert buckets == [plain(said, max(one, since), min(one + 5, since + length)) for one in whole]


@pytest.fixture
def lake(tmp_path):
    world = World(organisation="casa")
    for at, who, conversation in ((0, "ana", "c1"), (4, "ben", "c2"), (5, "ana", "c1"), (30, "ana", "c2")):
        world.tell(who, at, conversation=conversation)
    return world.write(tmp_path)


def test_a_piece_that_began_before_counts_and_slices_are_told_apart(lake):
    metric = METRICS["concurrency"]

    def told(scope, by=()):
        rows = measure.rows(metric, measure.frame(lake, scope, metric.grain), scope)
        return measure.figure(metric, rows, by).collect().to_dicts()

    assert told(Scope(since=minutes(6), until=minutes(7)))[0]["peak"] == 2, "both wrote before, and just now"
    assert told(Scope(since=minutes(20), until=minutes(30)))[0] == {
        "peak": 0, "mean": None, "active_s": 0.0, "busy_s": 0.0,
    }  # fmt: skip
    assert told(Scope(), ("language",)) == [
        {"language": "en", "peak": 2, "mean": 2100 / 1500, "active_s": 2100.0, "busy_s": 1500.0}
    ]


def test_people_count_once_in_each_figure(lake):
    rows = METRICS["active_people"].rows(lake.messages().with_columns(pl.lit("contact").alias("author_kind")))
    assert figures.distinct(rows).collect().item() == 2
    days = figures.distinct_over_time(rows, Axis(START, minutes(31), "15m")).collect()
    assert days["total"].to_list() == [2, 0, 1]
    assert METRICS["active_agents"].rows(lake.messages()).collect().is_empty(), "kinds are not known"
