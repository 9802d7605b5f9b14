"""A metric by its name over a lake: the one way to a figure, for pages and for the HTTP API alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import polars as pl

from analytics.lake import Lake
from analytics.metrics import cases, concurrency, figures, replies, sentiment, steps, translation
from analytics.metrics.axis import INSTANT, Axis
from analytics.metrics.hours import CALENDAR, Clock
from analytics.metrics.registry import Grain, Measure, Metric
from analytics.scope import Scope, spoken_in, within

GRAINS_OF_CASES: tuple[Grain, ...] = ("case", "turn")
"""A case is known only with all that was before it, so these are read without a beginning."""

MAIN: Mapping[Measure, str] = {
    "total": "total", "distinct": "total", "level": "peak", "share": "share", "spread": "median",
}  # fmt: skip
"""The column of a figure that stands for it."""
SIZE: Mapping[Measure, str] = {
    "total": "total", "distinct": "total", "level": "peak", "share": "denominator", "spread": "count",
}  # fmt: skip
"""Of how many things measured it is."""

_HAS: Mapping[Measure, tuple[str, ...]] = {
    "total": (), "distinct": (), "level": ("mean",), "share": ("numerator",), "spread": ("p90", "mean"),
}  # fmt: skip
_FIGURES = {
    "total": (figures.total, figures.total_over_time),
    "distinct": (figures.distinct, figures.distinct_over_time),
    "level": (figures.level, figures.level_over_time),
    "share": (figures.share, figures.share_over_time),
    "spread": (figures.spread, figures.spread_over_time),
}


def frame(lake: Lake, scope: Scope, grain: Grain, clock: Clock = CALENDAR) -> pl.LazyFrame:
    """Rows of a grain: of the time of the scope, of cases and turns of all time, of spells from a little
    before.
    """
    if grain in GRAINS_OF_CASES:
        every = replace(scope, since=None, until=None, languages=())
        told = steps.steps(lake.messages(every), lake.activity(every))
        return cases.cases(told, clock) if grain == "case" else cases.turns(told, clock)
    if grain == "spell":
        since = scope.since and scope.since - concurrency.QUIET
        return concurrency.spells(lake.messages(replace(scope, since=since)))
    messages, after = lake.messages(scope), replace(scope, until=None, languages=())
    if grain == "talk":
        return sentiment.talks(messages)
    if grain == "offer":
        return replies.offers(messages, lake.activity(after))
    if grain == "message":
        return messages
    tried = translation.attempts(messages, lake.translations(scope))
    return tried if grain == "attempt" else translation.corrections(tried, lake.activity(after))


def rows(metric: Metric, of: pl.LazyFrame, scope: Scope) -> pl.LazyFrame:
    """What a metric measured of `frame`, of the time and the languages of a scope."""
    measured = metric.rows(of)
    if metric.grain == "spell":
        return cut(metric, measured, scope)
    if metric.grain not in GRAINS_OF_CASES:
        return measured
    return cut(metric, measured, scope).filter(spoken_in(scope.languages, "language"))


def cut(metric: Metric, measured: pl.LazyFrame, scope: Scope) -> pl.LazyFrame:
    """Of what was measured that of a part of the time: what began in it; of spells what lies in it."""
    if metric.grain != "spell":
        return measured.filter(within(scope, "at"))
    since, until = pl.lit(scope.since, INSTANT), pl.lit(scope.until, INSTANT)
    clipped = measured.with_columns(pl.max_horizontal("at", since), pl.min_horizontal("until", until))
    return clipped.filter(pl.col("at") < pl.col("until"))


def in_channels(measured: pl.LazyFrame, activity: pl.LazyFrame) -> pl.LazyFrame:
    """What was measured with `channel_id`, the one by which the contact of its conversation came; null: by
    none. `activity` is of all time.
    """
    opened = activity.filter(pl.col("channel_id").is_not_null())
    channels = opened.group_by("conversation_id").agg(pl.col("channel_id").sort_by("at").first())
    return measured.join(channels, on="conversation_id", how="left")


def figure(metric: Metric, measured: pl.LazyFrame, by: Sequence[str] = (), least: int = 1) -> pl.LazyFrame:
    """One row, or one per slice: as `analytics.metrics.figures` has it for the metric's measure."""
    return _FIGURES[metric.measure][0](measured, by, least)


def plain(metric: Metric, told: pl.LazyFrame) -> pl.LazyFrame:
    """A figure as one row that fits every metric: metric, value (of scores the mean, for their median hardly
    moves), size (of how many), part (of a share its numerator), p90, mean; null where it has none.
    """
    has, none = _HAS[metric.measure], pl.lit(None, pl.Float64)
    main = "mean" if metric.unit == "score" else MAIN[metric.measure]
    return told.select(
        pl.lit(metric.name).alias("metric"),
        pl.col(main).cast(pl.Float64).alias("value"),
        pl.col(SIZE[metric.measure]).alias("size"),
        (pl.col("numerator") if "numerator" in has else pl.lit(None, pl.Int64)).alias("part"),
        *((pl.col(one) if one in has else none).alias(one) for one in ("p90", "mean")),
    )


def over_time(metric: Metric, measured: pl.LazyFrame, axis: Axis) -> pl.LazyFrame:
    """One row per bucket of the axis."""
    return _FIGURES[metric.measure][1](measured, axis)
