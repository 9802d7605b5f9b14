import pytest

from analytics.lake import Lake
from analytics.metrics import sentiment
from analytics.metrics.axis import Axis
from analytics.scope import Scope
from tests.analytics.world import World, minutes


def sentiments(world, who, text, conversation="c1", start=0, **options):
    """`text` has a sign per message: + - 0, and . for an unscored one."""
    names = {"+": "positive", "-": "negative", "0": "neutral", ".": None}
    for number, sign in enumerate(text):
        world.tell(who, start + number, sentiment=names[sign], conversation=conversation, **options)


def test_unscored_messages_count_nowhere(tmp_path):
    world = World()
    sentiments(world, "ana", "++0-..")
    (row,) = sentiment.summary(world.write(tmp_path).messages()).collect().to_dicts()
    assert [row[n] for n in ("messages", "scored", "positive", "neutral", "negative")] == [6, 4, 2, 1, 1]
    assert (row["positive_share"], row["negative_share"], row["net"]) == (0.5, 0.25, 0.25)


def test_net_sentiment_of_nothing_is_null(tmp_path):
    (row,) = sentiment.summary(Lake(tmp_path).messages()).collect().to_dicts()
    assert row["net"] is None and row["positive_share"] is None and row["scored"] == 0


def test_trend_and_languages(tmp_path):
    world = World()
    sentiments(world, "ana", "+-", language="en")
    sentiments(world, "ben", "--.", language="pt", target="en", start=120)
    lake = world.write(tmp_path)
    rows = sentiment.over_time(lake.messages(), Axis(minutes(0), minutes(130), "1h")).collect().to_dicts()
    assert [(r["scored"], r["net"]) for r in rows] == [(2, 0.0), (0, None), (2, -1.0)]
    rows = sentiment.by_language(lake.messages()).collect().to_dicts()
    assert [(r["language"], r["scored"], r["net"]) for r in rows] == [("en", 2, 0.0), ("pt", 2, -1.0)]


@pytest.mark.parametrize(
    ("signs", "turns"),
    [
        ("+--", True),
        ("0+--", True),
        ("+.-.-", True),  # unscored ones do not break the run
        ("+-", False),  # one is not a run
        ("+--+", False),  # calm again
        ("---", False),  # was so from the start
        ("--", False),
    ],
)
def test_a_side_turns_negative_with_the_second_negative_message_in_a_row(tmp_path, signs, turns):
    world = World()
    sentiments(world, "ana", signs)
    rows = sentiment.turning(world.write(tmp_path).messages()).collect().to_dicts()
    assert [r["author_id"] for r in rows] == (["ana"] if turns else [])


def test_alerts_count_where_the_message_stands_and_once(tmp_path):
    world = World()
    calm, turned = world.tell("ana", 0, sentiment="positive"), world.tell("ana", 70, sentiment="negative")
    other = world.tell("eva", 75, sentiment="negative", conversation="c2", language="pt", target="en")
    world.act("mood_turned", 90, message_id=turned)
    world.act("mood_turned", 95, message_id=turned)
    world.act("mood_turned", 95, message_id=other)
    world.act("suggestions_shown", 95, message_id=calm)
    lake = world.write(tmp_path)
    axis = Axis(minutes(0), minutes(130), "1h")

    def rows(scope):
        alerted = sentiment.alerts(lake.messages(scope), lake.activity())
        found = sentiment.alerts_over_time(alerted, axis).collect().to_dicts()
        return [(row["alerts"], row["conversations"]) for row in found]

    assert rows(Scope()) == [(0, 0), (2, 2), (0, 0)]
    assert rows(Scope(languages=("pt",))) == [(0, 0), (1, 1), (0, 0)]


def test_since_is_the_first_message_of_the_closing_run(tmp_path):
    world = World()
    sentiments(world, "ana", "+-+--")
    (row,) = sentiment.turning(world.write(tmp_path).messages()).collect().to_dicts()
    assert (row["since"], row["last_at"], row["first_sentiment"]) == (minutes(3), minutes(4), "positive")
    assert row["last_score"] == pytest.approx(0.1 - 0.7)


def test_each_side_is_judged_alone_and_conversations_count_once(tmp_path):
    world = World()
    for number, (ana, ben) in enumerate(zip("+--", "0--", strict=True)):
        sentiments(world, "ana", ana, start=number * 2)
        sentiments(world, "ben", ben, start=number * 2 + 1, language="pt", target="en")
    sentiments(world, "eva", "+++", conversation="c2")
    sentiments(world, "kim", "+-", conversation="c3")
    lake = world.write(tmp_path)
    assert sentiment.turning(lake.messages()).collect().height == 2
    (row,) = sentiment.turning_summary(lake.messages()).collect().to_dicts()
    assert row == {"judged": 2, "turning": 1, "share": 0.5}
    (row,) = sentiment.turning_summary(lake.messages(Scope(until=minutes(-1)))).collect().to_dicts()
    assert row == {"judged": 0, "turning": 0, "share": None}


def test_change_goes_from_the_first_scored_message_to_the_last(tmp_path):
    world = World()
    sentiments(world, "ana", ".+0-")
    sentiments(world, "eva", "-0", conversation="c2")
    sentiments(world, "kim", "+.", conversation="c3")
    lake = world.write(tmp_path)
    rows = {r["conversation_id"]: r for r in sentiment.change(lake.messages()).collect().to_dicts()}
    assert rows["c1"]["delta"] == pytest.approx(-0.6 - 0.75)
    assert rows["c2"]["delta"] == pytest.approx(0.6)
    assert "c3" not in rows
    (row,) = sentiment.change_summary(lake.messages()).collect().to_dicts()
    assert (row["conversations"], row["worse"]) == (2, 1)
    assert row["mean_delta"] == pytest.approx((0.6 - 1.35) / 2)
