"""A made-up lake is the same for the same seed, and has what a real one has: every metric finds something."""

from datetime import date, timedelta

import pytest

from analytics import files
from analytics.errors import LakeUnwritable
from analytics.facts import Facts
from analytics.generate.write import Wanted, generate
from analytics.lake import Lake
from analytics.metrics.registry import METRICS
from analytics.schema import KEYS, SCHEMAS
from analytics.scope import Scope

WANTED = Wanted(messages=1500, days=3, organisations=2, until=date(2026, 3, 9), seed=5)


@pytest.fixture(scope="module")
def lake(tmp_path_factory) -> Lake:
    root = tmp_path_factory.mktemp("lakes") / "made"
    written = max(generate(root, WANTED))
    made = Lake(root)
    assert made.messages().collect().height == written and 1000 < written < 2500
    return made


def test_the_same_seed_makes_the_same(lake, tmp_path):
    for _ in generate(tmp_path / "again", WANTED):
        pass
    assert (
        Lake(tmp_path / "again")
        .messages()
        .collect()
        .sort("message_id")
        .equals(lake.messages().collect().sort("message_id"))
    )


def test_each_table_has_one_row_per_key_filed_where_it_belongs(lake):
    for table in SCHEMAS:
        found = files.listing(lake.root, table)
        settled, fresh = files.apart(found)
        assert not fresh and (settled or table == "annotations")
    for name, key in (("messages", KEYS["messages"]), ("activity", KEYS["activity"])):
        frame = getattr(lake, name)().collect()
        assert frame.select(key).is_duplicated().sum() == 0 and frame.height > 100
    assert lake.messages(Scope(organisation="none")).collect().height > 0


COUNTED = ("messages", "people", "chats")


@pytest.mark.parametrize("name", METRICS)
def test_every_metric_finds_something_and_not_only_nulls(lake, name):
    rows = Facts(lake, Scope()).rows(METRICS[name]).collect()
    if name != "transferred":  # it makes none up
        assert rows["value"].drop_nulls().n_unique() > (0 if METRICS[name].unit in COUNTED else 1)
    assert rows["at"].min().date() >= WANTED.until - timedelta(days=WANTED.days + 1)


def test_a_lake_that_is_there_is_not_written_to(lake):
    with pytest.raises(LakeUnwritable, match="not empty"):
        next(generate(lake.root, WANTED))
