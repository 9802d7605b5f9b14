"""Rows of a metric to figures: how many, mean, median, p90; shares with both their numbers; per slice and
time.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from analytics.metrics.axis import Axis
from analytics.metrics.concurrency import level as level_of
from analytics.metrics.concurrency import level_over_time

__all__ = [
    "ENOUGH", "distinct", "distinct_over_time", "level", "level_over_time", "share", "share_over_time",
    "spread", "spread_over_time", "total", "total_over_time",
]  # fmt: skip

ENOUGH = 5
"""Values from which on people are held against each other: of fewer, averages say nothing of anybody."""

_value = pl.col("value")


def _spread() -> tuple[pl.Expr, ...]:
    return (
        _value.count().cast(pl.Int64).alias("count"),
        _value.mean().alias("mean"),
        _value.median().alias("median"),
        _value.quantile(0.9, "linear").alias("p90"),
    )


def _share() -> tuple[pl.Expr, ...]:
    return (
        _value.sum().round().cast(pl.Int64).alias("numerator"),
        _value.count().cast(pl.Int64).alias("denominator"),
        _value.mean().alias("share"),
    )


def spread(rows: pl.LazyFrame, by: Sequence[str] = (), least: int = 1) -> pl.LazyFrame:
    """Per slice, or one row: count (of values that are not null), mean, median, p90 (between neighbours,
    linear).

    The last three are null where there are fewer than `least` values. Most first.
    """
    return _grouped(rows, by, _spread(), "count", ("mean", "median", "p90"), least)


def share(rows: pl.LazyFrame, by: Sequence[str] = (), least: int = 1) -> pl.LazyFrame:
    """Per slice, or one row: numerator, denominator, share (null where the denominator is less than
    `least`).
    """
    return _grouped(rows, by, _share(), "denominator", ("share",), least)


def total(rows: pl.LazyFrame, by: Sequence[str] = (), least: int = 1) -> pl.LazyFrame:
    """Per slice, or one row: total of the values, whatever `least`; 0 where nothing was measured, null where
    something was and none of it is known.
    """
    return _grouped(rows, by, (_total(),), "total", (), least)


def _total() -> pl.Expr:
    unknown = (pl.len() > 0) & (_value.count() == 0)
    return pl.when(~unknown).then(_value.sum().round().cast(pl.Int64)).alias("total")


def distinct(rows: pl.LazyFrame, by: Sequence[str] = (), least: int = 1) -> pl.LazyFrame:
    """Per slice, or one row: total of different people (`person_id`); 0 where there are none, whatever
    `least`. Totals of slices do not add up: somebody may be in several.
    """
    return _grouped(rows, by, (_people(),), "total", (), least)


def _people() -> pl.Expr:
    return pl.col("person_id").n_unique().cast(pl.Int64).alias("total")


def level(rows: pl.LazyFrame, by: Sequence[str] = (), least: int = 1) -> pl.LazyFrame:
    """As `analytics.metrics.concurrency.level` has it, whatever `least`."""
    return level_of(rows, by)


def _grouped(
    rows: pl.LazyFrame,
    by: Sequence[str],
    figures: Sequence[pl.Expr],
    size: str,
    hidden: Sequence[str],
    least: int,
) -> pl.LazyFrame:
    counted = rows.group_by(*by).agg(*figures) if by else rows.select(*figures)
    shown = counted.with_columns(pl.when(pl.col(size) >= least).then(one).alias(one) for one in hidden)
    return shown.sort(size, *by, descending=[True, *(False for _ in by)], nulls_last=True) if by else shown


def spread_over_time(rows: pl.LazyFrame, axis: Axis) -> pl.LazyFrame:
    """Per bucket of `at`: what `spread` has; count is 0 where nothing was measured, all else null."""
    return axis.filled(rows.group_by(axis.bucket("at")).agg(*_spread()), ("count",))


def share_over_time(rows: pl.LazyFrame, axis: Axis) -> pl.LazyFrame:
    """Per bucket of `at`: what `share` has; both numbers are 0 where nothing was judged, and the share
    null.
    """
    return axis.filled(rows.group_by(axis.bucket("at")).agg(*_share()), ("numerator", "denominator"))


def total_over_time(rows: pl.LazyFrame, axis: Axis) -> pl.LazyFrame:
    """Per bucket of `at`: total, 0 where there is nothing; null where nothing of it is known."""
    counted = rows.group_by(axis.bucket("at")).agg(_total(), pl.lit(True).alias("there"))
    nothing = pl.when(pl.col("there").is_null()).then(0).otherwise("total")
    return axis.filled(counted, ()).with_columns(nothing.alias("total")).drop("there")


def distinct_over_time(rows: pl.LazyFrame, axis: Axis) -> pl.LazyFrame:
    """Per bucket of `at`: total of different people, 0 where there is nobody. Buckets do not add up."""
    return axis.filled(rows.group_by(axis.bucket("at")).agg(_people()), ("total",))
