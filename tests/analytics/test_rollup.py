"""What is read from rollups equals what a scan counts, to the last digit, whatever comes late."""

import shutil
from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest

from analytics import rollup
from analytics.compact import tidy
from analytics.facts import Facts
from analytics.generate.write import Wanted, generate
from analytics.lake import Lake
from analytics.metrics import measure
from analytics.metrics.axis import Axis
from analytics.metrics.registry import METRICS
from analytics.scope import Scope
from analytics.upkeep import remove_organisation
from tests.analytics.world import World

UNTIL = date(2026, 3, 31)
NOON = datetime(2026, 3, 29, 12, 7, tzinfo=UTC)
SCOPES = [
    Scope(),
    Scope(since=NOON - timedelta(days=2), until=NOON),
    Scope(since=NOON, until=NOON + timedelta(minutes=3)),
    Scope(organisation="org-0001", languages=("pt", "es")),
    Scope(organisation="none", until=NOON),
]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    root = tmp_path_factory.mktemp("lakes") / "made"
    assert max(generate(root, Wanted(messages=400, days=3, organisations=2, until=UNTIL))) > 200
    return root


@pytest.fixture
def lake(tmp_path, made) -> Lake:
    return Lake(shutil.copytree(made, tmp_path / "lake"))


def scanned(lake, scope) -> pl.DataFrame:
    return rollup.roll(lake, scope).collect()


def summed(frame: pl.DataFrame, *by) -> list[dict]:
    found = frame.group_by("metric", *by).agg(
        pl.col("sum").sum(), pl.col("count").sum(), pl.col("first_at").min(), pl.col("last_at").max()
    )
    return found.sort("metric", *by).to_dicts()


def same(lake):
    read = pl.collect_all([rollup.rows(lake, scope) for scope in SCOPES])
    wanted = pl.collect_all([rollup.roll(lake, scope) for scope in SCOPES])
    keys = ("organisation_id", "at", "language", "reader")
    for here, there in zip(read, wanted, strict=True):
        one, other = summed(here, *keys), summed(there, *keys)
        assert [{**row, "sum": pytest.approx(row["sum"])} for row in other] == one


def test_before_and_after_rollups_are_there_and_when_late_events_come(lake):
    same(lake)
    made = rollup.refresh(lake.root)
    assert made == len(rollup._ready(lake.root)) > 8 and rollup.refresh(lake.root) == 0
    same(lake)
    world = World(start=NOON, organisation="org-0001")
    world.tell("late", 0, "negative", conversation="late")
    world.write(lake.root)
    assert len(rollup._ready(lake.root)) == made - 1
    same(lake)
    tidy(lake.root, grace=0, settled=0)
    tidy(lake.root, grace=0, settled=0)
    assert rollup.refresh(lake.root) == 1
    assert len(list(lake.root.glob("rollups/*/*/*/*.parquet"))) == made
    same(lake)


def test_figures_of_rollups_are_those_of_the_metric(lake):
    rollup.refresh(lake.root)
    rolled = {row["metric"]: row for row in summed(rollup.rows(lake, Scope()).collect())}
    for name, metric in METRICS.items():
        if rollup.rolls(metric):
            values = Facts(lake, Scope()).rows(metric).select("value").collect()["value"]
            assert rolled[name]["count"] == values.count()
            assert rolled[name]["sum"] == pytest.approx(values.sum())


@pytest.mark.parametrize("scope", SCOPES, ids=str)
def test_totals_and_shares_of_sums_are_those_of_the_rows(lake, scope):
    rollup.refresh(lake.root)
    sums = rollup.rows(lake, scope)
    for name in rollup.ROLLED:
        if (metric := METRICS[name]).measure in ("total", "share"):
            rows = measure.rows(metric, measure.frame(lake, scope, metric.grain), scope)
            found, wanted = (one.collect().to_dicts() for one in (
                rollup.figure(metric, sums), measure.figure(metric, rows)
            ))  # fmt: skip
            assert found == [pytest.approx(wanted[0])], name


def test_a_rollup_is_read_and_not_the_messages(lake):
    rollup.refresh(lake.root)
    before = summed(rollup.rows(lake, Scope()).collect())
    for path in lake.root.glob("messages/*/*/*/*.parquet"):
        path.write_bytes(b"damaged")
    assert summed(rollup.rows(lake, Scope()).collect()) == before


def test_what_is_removed_goes_with_its_rollups_and_demo_rows_have_none(lake):
    demo = World(start=NOON, demo=True)
    demo.tell("dem", 0)
    demo.write(lake.root)
    rollup.refresh(lake.root)
    same(lake)
    assert not list(lake.root.glob("rollups/origin=demo/*"))
    remove_organisation(lake.root, "org-0001")
    same(lake)
    assert rollup.rows(lake, Scope(organisation="org-0001")).collect().is_empty()
    assert not list(lake.root.glob("rollups/*/organisation=org-0001/*/*.parquet"))


@pytest.mark.parametrize(("zone", "every", "fits"), [
    ("UTC", "1h", True), ("Asia/Kolkata", "1d", True), ("Asia/Kathmandu", "1h", True), ("UTC", "5m", False),
])  # fmt: skip
def test_axes_that_begin_with_quarters_may_be_read_from_them(zone, every, fits):
    assert rollup.fits(Axis(NOON, NOON + timedelta(hours=3), every, zone)) is fits
