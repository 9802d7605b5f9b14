"""Topics of messages: what was found last counts, and what nobody could tell is said."""

import polars as pl
import pytest

from analytics.lake import Lake
from analytics.metrics import topics
from analytics.metrics.axis import Axis
from analytics.schema import ANNOTATIONS
from analytics.scope import Scope
from tests.analytics.world import World, minutes
from wire.contracts.events import Annotation


def topic(label, model="topics@1", **more):
    return Annotation(task="topic", model=model, label=label, probability=label and 0.5, **more)


@pytest.fixture
def lake(tmp_path) -> Lake:
    """Five messages: two of delivery, one of payment (told twice), one unsure, one never seen by the task."""
    world = World()
    world.tell("ana", 0, annotations=(topic("delivery"), Annotation(task="irony", model="x", label="yes")))
    world.tell("ana", 1, conversation="c2", annotations=(topic("delivery"),))
    twice = world.tell("ana", 2, wait=2, annotations=(topic("payment"),))
    world.enrich(twice, wait=1, annotations=(topic("travel"),))
    world.tell("ben", 7, language="pt", target="en", annotations=(topic(None),))
    world.tell("ben", 8, language="pt", target="en")
    return world.write(tmp_path)


def test_each_topic_has_its_share(lake):
    rows = topics.by_topic(topics.named(lake.annotations())).collect().to_dicts()
    assert [(r["topic"], r["messages"], r["conversations"], r["share"]) for r in rows] == [
        ("delivery", 2, 2, 0.5),
        ("payment", 1, 1, 0.25),
    ]


def test_what_is_unsure_counts_as_such_and_what_was_not_seen_not_at_all(lake):
    (row,) = topics.summary(topics.named(lake.annotations())).collect().to_dicts()
    assert row == {"named": 3, "unsure": 1, "coverage": 0.75}


def test_nothing_is_null(tmp_path):
    (row,) = topics.summary(topics.named(Lake(tmp_path).annotations())).collect().to_dicts()
    assert row == {"named": 0, "unsure": 0, "coverage": None}
    assert topics.by_topic(topics.named(Lake(tmp_path).annotations())).collect().is_empty()


def test_over_time_and_by_the_language_of_the_message(lake):
    axis = Axis(minutes(0), minutes(9), "5m")
    rows = topics.over_time(topics.named(lake.annotations()), axis).collect().to_dicts()
    assert [(r["named"], r["unsure"]) for r in rows] == [(3, 0), (0, 1)]
    (row,) = topics.summary(topics.named(lake.annotations(Scope(languages=("pt",))))).collect().to_dicts()
    assert (row["named"], row["unsure"]) == (0, 1)


def test_a_newer_model_speaks_last(tmp_path):
    world = World()
    told = world.tell("ana", 0, annotations=(topic("delivery", model="z"),))
    world.enrich(told, wait=5, annotations=(topic("payment", model="a"),))
    lake = world.write(tmp_path)
    assert topics.named(lake.annotations()).collect()["topic"].to_list() == ["payment"]
    assert len(lake.annotations().collect()) == 2, "what the other said is kept"


def test_no_words_of_people_come_in_by_an_annotation(tmp_path):
    words = Annotation(task="summary", model="m", label="The password is hunter2", detail={"text": "hunter2"})
    world = World()
    world.tell("ana", 0, annotations=(words, topic("delivery")))
    lake = world.write(tmp_path)
    rows = lake.annotations().collect()
    assert set(rows["label"]) == {None, "delivery"}
    files = list((tmp_path / ANNOTATIONS).rglob("*.parquet"))
    assert files
    assert not any("hunter2" in str(pl.read_parquet(file).rows()) for file in files)


def test_a_lake_from_before_has_none_and_is_read(tmp_path):
    world = World()
    world.tell("ana", 0)
    lake = world.write(tmp_path)
    assert lake.annotations().collect().is_empty()
    assert len(lake.messages().collect()) == 1
