import pytest

from analytics.lake import Lake
from analytics.metrics import replies, response
from analytics.metrics.axis import Axis
from tests.analytics.world import World, minutes


@pytest.fixture
def lake(tmp_path) -> Lake:
    """Offers to ben in pt: one taken, one edited, one ignored (seen twice). One in en, taken unseen."""
    world = World()
    first = world.tell("ana", 0, intents=("thanks", "ask_price"))
    second = world.tell("ana", 1, intents=("thanks", "later"))
    third = world.tell("ana", 2, intents=("thanks",))
    world.tell("ana", 3, intents=("thanks",))  # never on a screen
    back = world.tell("ben", 4, language="pt", target="en", intents=("ok",))
    for message in (first, second, third, third):
        world.act("suggestions_shown", 5, message_id=message, count=2)
    world.act("suggestion_sent", 6, message_id=first, suggestion_id="thanks")
    world.act("suggestion_edited", 7, message_id=second, suggestion_id="later")
    world.act("suggestion_sent", 8, message_id=back, suggestion_id="ok", person="ana")
    world.act("conversation_opened", 9)
    return world.write(tmp_path)


def offered(lake):
    return replies.offers(lake.messages(), lake.activity())


def test_an_offer_counts_once_and_a_taken_one_was_shown(lake):
    (row,) = replies.summary(offered(lake)).collect().to_dicts()
    assert [row[n] for n in ("shown", "unchanged", "edited", "accepted")] == [4, 2, 1, 3]
    assert row["acceptance"] == 0.75
    assert row["edited_share"] == pytest.approx(1 / 3)


def test_replies_count_for_the_language_they_are_in(lake):
    rows = replies.by_language(offered(lake)).collect().to_dicts()
    assert [(r["language"], r["shown"], r["accepted"]) for r in rows] == [("pt", 3, 2), ("en", 1, 1)]


def test_intents(lake):
    rows = replies.by_intent(offered(lake)).collect().to_dicts()
    got = [(r["intent"], r["shown"], r["unchanged"], r["edited"], r["acceptance"]) for r in rows]
    assert got == [
        ("thanks", 3, 1, 0, pytest.approx(1 / 3)),
        ("later", 1, 0, 1, 1.0),
        ("ok", 1, 1, 0, 1.0),
        ("ask_price", 1, 0, 0, 0.0),
    ]


def test_nothing_shown_is_null(tmp_path):
    (row,) = replies.summary(offered(Lake(tmp_path))).collect().to_dicts()
    assert row["shown"] == 0 and row["acceptance"] is None and row["edited_share"] is None


def test_over_time(lake):
    rows = replies.over_time(offered(lake), Axis(minutes(-5), minutes(4), "5m")).collect().to_dicts()
    assert [(r["shown"], r["acceptance"]) for r in rows] == [(0, None), (4, 0.75)]


def test_a_response_is_measured_from_the_first_message_that_waited(tmp_path):
    world = World()
    world.tell("ana", 0)
    world.tell("ana", 4)  # still waits since 0
    world.tell("ben", 10, language="pt", target="en")  # answers after 10
    world.tell("ben", 11, language="pt", target="en")
    world.tell("ana", 12)  # answers after 2: ben waited since 10
    world.tell("ben", 12 + 25 * 60, language="pt", target="en")  # a new start
    world.tell("eva", 0, conversation="c2")  # nobody answers
    lake = world.write(tmp_path)
    rows = response.responses(lake.messages()).collect().sort("posted_at").to_dicts()
    assert [(r["author_id"], r["response_s"]) for r in rows] == [("ben", 600.0), ("ana", 120.0)]
    (row,) = response.summary(response.responses(lake.messages())).collect().to_dicts()
    assert (row["responses"], row["median_s"]) == (2, 360.0)
    assert row["p90_s"] == pytest.approx(120 + 0.9 * 480)
    rows = response.by_language(response.responses(lake.messages(), ("pt",))).collect().to_dicts()
    assert [(r["language"], r["median_s"]) for r in rows] == [("pt", 600.0)]
    axis = Axis(minutes(0), minutes(20), "10m")
    rows = response.over_time(response.responses(lake.messages()), axis).collect().to_dicts()
    assert [r["responses"] for r in rows] == [0, 2, 0]


def test_no_responses_is_null(tmp_path):
    (row,) = response.summary(response.responses(Lake(tmp_path).messages())).collect().to_dicts()
    assert row == {"responses": 0, "median_s": None, "p90_s": None}
