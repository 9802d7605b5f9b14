"""The trend of a side's sentiment: told soon, told once, calm about what means nothing."""

import pytest

from wire.contracts.events import Sentiment
from wire.contracts.sentiment_trend import QUIET, Judged, score, trend

SCORES = {"+": 0.8, "0": 0.05, "-": -0.8, "~": -0.35, ".": None}


def after(signs):
    """+ 0 - sentiments, ~ a little negative, . nobody knows."""
    return trend([Judged(number, SCORES[sign]) for number, sign in enumerate(signs, 1)])


@pytest.mark.parametrize(
    ("signs", "since"),
    [
        ("0-", 2),
        ("+-", 2),
        ("++++-", 5),
        ("0~", None),
        ("0~~", None),  # mild ones do not add up
        ("+0", None),
        ("+.0.", None),
        ("-", None),  # that is how it began
        ("--", None),
        ("0-.", 2),  # silence of the model changes nothing
        ("0-0", 2),  # nor does an answer to a question
        ("0-+", None),
        ("0-+-", 4),
        ("", None),
        ("...", None),
    ],
)
def test_a_turn_for_the_worse(signs, since):
    found = after(signs)
    assert found.since == since
    assert (found.direction == "worse") == (since is not None)


@pytest.mark.parametrize("calm", ["0", "+", "00", "++", "+0", "0+0"])
def test_two_negative_messages_always_tell(calm):
    assert after(calm + "--").direction == "worse"


def test_it_is_over_only_when_the_sentiment_has_come_back():
    assert [after("+--" + "0" * more).direction for more in range(5)] == ["worse"] * 2 + ["steady"] * 3
    assert after("+--+").direction != "worse"


def test_levels():
    assert (after("+").level, after("0").level, after("-").level) == ("good", "even", "bad")
    assert after("--0++").direction == "better"
    assert after(".") == QUIET


def test_an_abstaining_model_has_no_score():
    scores = {"positive": 0.3, "neutral": 0.3, "negative": 0.4}
    assert score(Sentiment(label=None, scores=scores, engine="e5", model="m")) is None
    assert score(Sentiment(label="negative", scores=scores, engine="e5", model="m")) == pytest.approx(-0.1)
    assert score(None) is None
