"""The task: the sentiment of each message, and of the translation that its reader sees."""

from __future__ import annotations

from collections.abc import Sequence

from nlp.tasks.base import Batch, Parts
from nlp.tasks.sentiment.build import build_sentiments
from nlp.tasks.sentiment.sentiments import Sentiments
from nlp.tasks.state import EnrichmentState
from wire.contracts.events import Problem


class JudgeSentiment:
    """Fills `sentiment`."""

    name = "sentiment"
    needs = ("translation",)
    problem = Problem(
        code="sentiment_failed", message="The sentiment of this message could not be worked out."
    )

    def __init__(self, sentiments: Sentiments) -> None:
        self._sentiments = sentiments

    def begin(self, states: Sequence[EnrichmentState]) -> None:
        """Messages as they are written need no translation to wait for."""
        self._sentiments.begin([state.message.text for state in states])

    def run(self, states: Sequence[EnrichmentState], batch: Batch) -> None:
        """Judge when the helper has done with these: both would take each other's cores."""
        batch.wait()
        found = self._sentiments.judge([(state.message.text, state.reads()) for state in states])
        for state, sentiment in zip(states, found, strict=True):
            state.sentiment = sentiment


def build(parts: Parts) -> JudgeSentiment:
    """Loads the model of the settings. Raises as `build_sentiments`."""
    parts.say("loading sentiment")
    return JudgeSentiment(build_sentiments(parts.settings, parts.pages, parts.similarity))
