"""Alerts on the talks that come with the project, through the model that ships."""

from nlp.evaluation.sentiment import alerted, in_time, talks
from nlp.tasks.sentiment import build_sentiments
from wire.contracts.settings import Settings


def test_turns_are_told_within_two_messages_and_calm_talks_are_left_alone():
    sentiments, known = build_sentiments(Settings()), talks()
    turning, calm = [one for one in known if one.turns], [one for one in known if not one.turns]
    assert len(turning) >= 30 and len(calm) >= 20
    missed = [one.says for one in turning if not in_time(one, alerted(sentiments, one))]
    false = [one.says for one in calm if alerted(sentiments, one)]
    assert len(missed) <= 2, missed
    assert len(false) <= 2, false
