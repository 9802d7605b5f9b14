"""The task: what each message is about."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nlp.tasks.base import Batch, Parts
from nlp.tasks.state import EnrichmentState
from nlp.tasks.topic.topics import Topics, build_topics
from wire.contracts.events import Annotation, Problem


class NameTopic:
    """Puts an annotation "topic" on each message; its label is null where unsure."""

    name = "topic"
    needs = ()
    problem = Problem(code="topic_failed", message="The topic of this message could not be worked out.")

    def __init__(self, topics: Topics) -> None:
        self._topics = topics

    def run(self, states: Sequence[EnrichmentState], batch: Batch) -> None:
        """Name topics by the vectors that replies are found by: no model runs a second time."""
        if not states:
            return
        vectors = batch.vectors()
        found = self._topics.name(np.stack([vectors[state.message.text] for state in states]))
        for state, topic in zip(states, found, strict=True):
            state.annotate(
                Annotation(
                    task=self.name,
                    model=self._topics.model,
                    label=topic.label,
                    probability=topic.probability,
                )
            )


def build(parts: Parts) -> NameTopic:
    """Loads the weights of the reply set. Raises as `build_topics`."""
    return NameTopic(build_topics(parts.settings, parts.embedder, parts.say))
