"""What `duologue eval sentiment` says without any data, and what counts as told in time."""

import pytest

from nlp.evaluation.sentiment import TONES, Talk, in_time, run
from nlp.measures.base import Options
from wire.contracts.settings import Settings


@pytest.mark.parametrize(
    ("turns", "at", "good"),
    [(3, 3, True), (3, 4, True), (3, 5, False), (3, 2, False), (3, 0, False), (0, 0, True), (0, 2, False)],
)
def test_in_time_is_within_two_messages_of_the_turn(turns, at, good):
    assert in_time(Talk("en", turns, ("a",)), at) is good


def test_without_data_alerts_and_tones_are_measured(tmp_path):
    found = {table.name: table for table in run(Options(settings=Settings(home=tmp_path), data=None), print)}
    assert set(found) == {"sentiment_alerts", "sentiment_tones"}
    overall = dict(zip(found["sentiment_alerts"].columns, found["sentiment_alerts"].rows[0], strict=True))
    assert overall["turning"] >= 30 and overall["told within 2 messages"] >= 0.9 * overall["turning"]
    assert found["sentiment_tones"].rows[0][2:] >= (len(TONES), len(TONES) - 2)
