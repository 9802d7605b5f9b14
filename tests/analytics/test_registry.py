"""Each metric has a name, a definition in words, and rows that figures, slices and a range can be made of."""

from datetime import timedelta

import pytest

from analytics.facts import Facts
from analytics.lake import Lake
from analytics.metrics import figures
from analytics.metrics.axis import Axis
from analytics.metrics.registry import METRICS
from analytics.recorder import write_batch
from analytics.scope import Scope
from tests.analytics.desk import Desk
from tests.analytics.world import START, World, minutes
from wire.broker.consumer import Delivery
from wire.broker.streams import ACTIVITY, MESSAGES, stream
from wire.contracts.activity import Activity

DAY = 24 * 60
COUNTED = ("count", "total", "numerator", "denominator", "peak", "active_s", "busy_s")


@pytest.fixture(scope="module")
def lake(tmp_path_factory) -> Lake:
    """Two cases of one conversation, a day apart, one of another by a channel; and a direct chat."""
    root = tmp_path_factory.mktemp("lake")
    desk = (
        Desk().step("opened", 0, channel="site").step("asked", 0).step("answered", 2, "x").step("resolved", 9)
    )
    desk.step("reopened", DAY).step("asked", DAY).step("answered", DAY + 5, "y").step("resolved", DAY + 6)
    for at in range(6):
        name = f"pt{at}"
        desk.step("asked", 60 + at, conversation=name, language="pt").step(
            "answered", 61 + 2 * at, "x", conversation=name
        )
    for entry, (_, event) in enumerate(desk.events, 1):
        name = ACTIVITY if isinstance(event, Activity) else MESSAGES
        write_batch(root, [Delivery(f"{entry}-0", stream(name, 0), event, 1)])
    world = World()
    world.tell("ben", 5, "negative", conversation="direct")
    world.act("suggestions_shown", 6, message_id="direct-1")
    return world.write(root, first_entry=1000)


def one(lake, name, scope=None, by=(), least=1, **where):
    metric = METRICS[name]
    rows = Facts(lake, scope or Scope(), where=where).rows(metric)
    return getattr(figures, metric.measure)(rows, by, least).collect().to_dicts()


@pytest.mark.parametrize("name", METRICS)
def test_each_is_defined_and_gives_rows_that_lead_to_conversations(lake, name):
    metric = METRICS[name]
    assert len(metric.definition) > 40 and "\n" not in metric.definition
    assert ("Numerator" in metric.definition and "Denominator" in metric.definition) == (
        metric.unit == "share"
    )
    counted = metric.measure in ("total", "distinct")
    assert "Null" in metric.definition or counted or name == "accepted"
    rows = Facts(lake, Scope()).rows(metric).collect()
    assert {"conversation_id", "at", "value"} <= set(rows.columns)
    assert rows["value"].dtype.is_float() and not rows["conversation_id"].has_nulls()
    if metric.unit == "share":
        assert set(rows["value"].to_list()) <= {0.0, 1.0, None}
    axis = Axis(START, START + timedelta(days=2), "1d")
    filled = getattr(figures, f"{metric.measure}_over_time")(rows.lazy(), axis).collect()
    assert filled.height == 3
    empty = one(Lake(lake.root / "none"), name)[0]
    assert {value for key, value in empty.items() if key not in COUNTED} <= {None}
    assert {value for key, value in empty.items() if key in COUNTED} <= {0}


def test_what_is_measured_counts_for_when_it_began_and_is_known_from_what_came_before(lake):
    second = Scope(since=START + timedelta(hours=20), organisation="casa")
    (found,) = one(lake, "first_response", second)
    assert (found["count"], found["mean"]) == (1, 300.0)
    first = Scope(until=minutes(1))
    (found,) = one(lake, "resolution", first)
    assert (found["count"], found["mean"]) == (1, 540.0)
    (found,) = one(lake, "reopened", first)
    assert found == {"numerator": 1, "denominator": 1, "share": 1.0}


def test_it_is_cut_by_organisation_channel_agent_and_language_pair(lake):
    assert one(lake, "messages", Scope(organisation="rival")) == [{"total": 0}]
    assert one(lake, "first_response", channel_id="site")[0]["count"] == 2
    assert one(lake, "first_response", Scope(languages=("pt",)))[0]["count"] == 6
    pairs = one(lake, "first_response", by=("language", "reader"))
    assert [(pair["language"], pair["reader"], pair["count"]) for pair in pairs] == [
        ("pt", "en", 6),
        ("es", "en", 2),
    ]
    assert pairs[0]["median"] == pytest.approx(210) and pairs[0]["p90"] == pytest.approx(330)


def test_people_are_compared_only_where_there_is_enough_to_compare(lake):
    x, y = one(lake, "first_response", by=("agent_id",), least=figures.ENOUGH)
    assert (x["agent_id"], x["count"], x["mean"] is None) == ("x", 7, False)
    assert y == {"agent_id": "y", "count": 1, "mean": None, "median": None, "p90": None}


def test_incoming_and_outgoing_are_told_apart_and_direct_chats_are_neither(lake):
    counts = {name: one(lake, name)[0]["total"] for name in ("messages", "incoming", "outgoing")}
    assert counts == {"messages": 17, "incoming": 8, "outgoing": 8}
    assert one(lake, "negative") == [{"numerator": 1, "denominator": 1, "share": 1.0}]
    assert one(lake, "accepted") == [{"numerator": 0, "denominator": 1, "share": 0.0}]
