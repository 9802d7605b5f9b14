"""One look at one page: what was chosen, of which state of the lake, when."""

from __future__ import annotations

from dataclasses import dataclass

from analytics.metrics.axis import Axis
from dashboards.data import Question
from dashboards.filters import Choice
from dashboards.speech import mark, t

_PER = {
    "1m": mark("per minute"),
    "5m": mark("per 5 minutes"),
    "15m": mark("per quarter of an hour"),
    "1h": mark("per hour"),
    "6h": mark("per 6 hours"),
    "1d": mark("per day"),
    "1w": mark("per week"),
    "1mo": mark("per month"),
}


@dataclass(frozen=True, slots=True)
class View:
    """What a page needs to draw."""

    choice: Choice
    question: Question
    mode: str
    """ "light" or "dark": for text on coloured cells; all else follows the theme by itself."""

    @property
    def axis(self) -> Axis:
        """The time axis of its charts."""
        return self.question.axis


def per(axis: Axis) -> str:
    """How wide the buckets are, in words."""
    return t(_PER[axis.every])
