"""The task: which language each message is written in."""

from __future__ import annotations

from collections.abc import Sequence

from nlp.tasks.base import Batch, Parts
from nlp.tasks.language.detector import Detector
from nlp.tasks.state import EnrichmentState
from wire.contracts.events import Problem

RECENT = 2
"""Turns of the author that detection looks back on."""


class DetectLanguage:
    """Fills `language`: null where unsure."""

    name = "language"
    needs = ()
    problem = Problem(code="detection_failed", message="The language could not be detected.")

    def __init__(self, detector: Detector) -> None:
        self._detector = detector

    def run(self, states: Sequence[EnrichmentState], batch: Batch) -> None:
        """Detect, given whose message it is and who reads it."""
        for state in states:
            message = state.message
            state.language = self._detector.detect(
                message.text, message.language or None, state.said_before(RECENT), message.targets
            ).language


def build(parts: Parts) -> DetectLanguage:
    """The detector is loaded already: others use it too."""
    return DetectLanguage(parts.detector)
