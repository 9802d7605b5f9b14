"""How the values of a metric and their change are written in a report."""

from __future__ import annotations

from collections.abc import Callable

from analytics.metrics import measure
from analytics.metrics.registry import Metric
from dashboards import words
from dashboards.report.gathering import Row
from dashboards.speech import t


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
        return t("{change} points", change=words.number((now - before) * 100, "+0.0;-0.0"))
    return words.percent((now - before) / before) if before else ""
