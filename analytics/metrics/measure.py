"""A metric by its name over a lake: the one way to a figure, for pages and for the HTTP API alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import polars as pl

from analytics.lake import Lake
from analytics.metrics import cases, figures, replies, steps, translation
from analytics.metrics.axis import Axis
from analytics.metrics.hours import CALENDAR, Clock
from analytics.metrics.registry import Grain, Measure, Metric
from analytics.scope import Scope, spoken_in, within

GRAINS_OF_CASES: tuple[Grain, ...] = ("case", "turn")
"""A case is known only with all that was before it, so these are read without a beginning."""

MAIN: Mapping[Measure, str] = {"total": "total", "share": "share", "spread": "median"}
"""The column of a figure that stands for it."""
SIZE: Mapping[Measure, str] = {"total": "total", "share": "denominator", "spread": "count"}
"""Of how many things measured it is."""


def frame(lake: Lake, scope: Scope, grain: Grain, clock: Clock = CALENDAR) -> pl.LazyFrame:
    """Rows of a grain: of the time of the scope, or for cases and turns of all time, whose waits are told by
    this clock.
    """
    if grain in GRAINS_OF_CASES:
        every = replace(scope, since=None, until=None, languages=())
        told = steps.steps(lake.messages(every), lake.activity(every))
        return cases.cases(told, clock) if grain == "case" else cases.turns(told, clock)
    messages = lake.messages(scope)
    if grain == "attempt":
        return translation.attempts(messages, lake.translations(scope))
    if grain == "offer":
        return replies.offers(messages, lake.activity(replace(scope, until=None, languages=())))
    return messages


def rows(metric: Metric, of: pl.LazyFrame, scope: Scope) -> pl.LazyFrame:
    """What a metric measured of `frame`, of the time and the languages of a scope."""
    measured = metric.rows(of)
    if metric.grain not in GRAINS_OF_CASES:
        return measured
    return measured.filter(within(scope, "at"), spoken_in(scope.languages, "language"))


def figure(metric: Metric, measured: pl.LazyFrame, by: Sequence[str] = (), least: int = 1) -> pl.LazyFrame:
    """One row, or one per slice: as `analytics.metrics.figures` has it for the metric's measure."""
    if metric.measure == "total":
        return figures.total(measured, by, least)
    if metric.measure == "share":
        return figures.share(measured, by, least)
    return figures.spread(measured, by, least)


def over_time(metric: Metric, measured: pl.LazyFrame, axis: Axis) -> pl.LazyFrame:
    """One row per bucket of the axis."""
    if metric.measure == "total":
        return figures.total_over_time(measured, axis)
    if metric.measure == "share":
        return figures.share_over_time(measured, axis)
    return figures.spread_over_time(measured, axis)
