"""A log written before `mood` was called `sentiment` says the same:
alone, beside new files, merged, published.
"""

import shutil
from datetime import UTC, date, datetime

import polars as pl
import pytest

from analytics import files, rollup
from analytics.compact import tidy
from analytics.generate.write import Wanted, generate
from analytics.lake import Lake
from analytics.metrics import measure, sentiment
from analytics.metrics.registry import METRICS, named
from analytics.published import Publisher
from analytics.schema import ENRICHMENTS, FORMER, SCHEMAS
from analytics.scope import Scope
from tests.analytics.world import World

NOW, BEFORE = list(SCHEMAS[ENRICHMENTS]), [*SCHEMAS[ENRICHMENTS]]
for name in FORMER[ENRICHMENTS]:
    BEFORE.remove(name)
WANTED = Wanted(messages=150, days=2, organisations=1, until=date(2026, 3, 9))
ALL = Scope()


@pytest.fixture(scope="module")
def lakes(tmp_path_factory):
    """The same events as they are written today, and as they were."""
    now, before = (tmp_path_factory.mktemp("lakes") / name for name in ("now", "before"))
    assert max(generate(now, WANTED)) > 50
    shutil.copytree(now, before)
    for one in files.listing(before, ENRICHMENTS):
        pl.read_parquet(one.path).select(BEFORE).write_parquet(one.path)
    return Lake(now), Lake(before)


def figures(lake):
    """Each metric of messages, and what the page of sentiment has."""
    rows = {
        name: measure.rows(metric, measure.frame(lake, ALL, metric.grain), ALL)
        for name, metric in METRICS.items()
        if metric.grain == "message"
    }
    asked = [*(measure.figure(METRICS[name], frame) for name, frame in rows.items())]
    found = pl.collect_all(
        [*asked, sentiment.summary(lake.messages()), sentiment.change_summary(lake.messages())]
    )
    return {
        f"{number}.{name}": value
        for number, one in enumerate(found)
        for name, value in one.row(0, named=True).items()
    }


def scored(lake):
    return (
        measure.figure(METRICS["sentiment"], METRICS["sentiment"].rows(lake.messages()))
        .collect()["count"]
        .item()
    )


def test_every_figure_is_the_same(lakes):
    now, before = lakes
    assert scored(now) > 20
    assert figures(before) == pytest.approx(figures(now), nan_ok=True)
    assert named("mood") is named("sentiment") is METRICS["sentiment"] and named("moods") is None


def test_beside_new_files_in_rollups_and_once_all_is_merged(lakes, tmp_path):
    lake = Lake(shutil.copytree(lakes[1].root, tmp_path / "lake"))
    rollup.refresh(lake.root)
    world = World(start=datetime(2026, 3, 8, 12, tzinfo=UTC), organisation="org-0000")
    world.tell("late", 0, "negative", conversation="late")
    world.write(lake.root)
    wanted, many = figures(lake), scored(lake)
    assert many == scored(lakes[0]) + 1
    for _ in range(2):
        tidy(lake.root, grace=0, settled=0)
    assert figures(lake) == pytest.approx(wanted, nan_ok=True)
    rollup.refresh(lake.root)
    assert rollup.rows(lake, ALL, ("sentiment",)).select(pl.col("count").sum()).collect().item() == many
    merged = [one for one in files.listing(lake.root, ENRICHMENTS) if one.level > 1]
    assert [pl.read_parquet(one.path).columns for one in merged] == [NOW]


def test_a_day_of_before_is_published_under_both_names(lakes, tmp_path):
    Publisher(lakes[1].root, str(tmp_path)).refresh(1000)
    found = pl.scan_delta(str(tmp_path / ENRICHMENTS)).collect()
    for now, before in FORMER[ENRICHMENTS].items():
        assert found[now].equals(found[before]) and found[now].drop_nulls().len() > 20
