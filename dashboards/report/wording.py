"""What a metric is called in a report, and how its values and their change are written."""

from __future__ import annotations

from collections.abc import Callable

from analytics.metrics import measure
from analytics.metrics.registry import Metric
from dashboards import words
from dashboards.report.gathering import Row

LABELS = {
    "sentiment": "Sentiment, mean",
    "negative": "Negative messages",
    "incoming": "Messages of customers",
    "outgoing": "Messages of agents and bots",
    "one_touch": "One touch",
    "handed_over": "Handed over by a bot",
    "bot_resolved": "Resolved by a bot",
    "satisfied": "Satisfied (CSAT)",
    "accepted": "Suggestions accepted",
    "edited": "Suggestions edited",
    "translation_wait": "Wait for translation",
}


def label(name: str) -> str:
    """What a metric is called."""
    return LABELS.get(name) or words.intent(name)


def written(metric: Metric) -> Callable[[float | None], str]:
    """How its values are written."""
    if metric.unit == "seconds":
        return words.duration
    if metric.unit == "share":
        return words.share
    if metric.unit == "score":
        return words.points
    return lambda one: words.count(None if one is None else round(one))


def main(metric: Metric, row: Row) -> float | None:
    """The value that stands for a figure; of a score the mean, for its median hardly moves."""
    return row["mean" if metric.unit == "score" else measure.MAIN[metric.measure]]


def change(metric: Metric, now: float | None, before: float | None) -> str:
    """Against the week before: shares and scores in points, all else in percent; empty: it cannot be told."""
    if now is None or before is None:
        return ""
    if metric.unit in ("share", "score"):
        return f"{(now - before) * 100:+.1f} points".replace("-", "−")
    return f"{(now - before) / before:+.0%}".replace("-", "−") if before else ""
