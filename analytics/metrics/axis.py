"""The time axis of a chart: how wide its buckets are, in whose time zone, and that none is left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import polars as pl

WIDTHS: Sequence[tuple[str, timedelta]] = (
    ("1m", timedelta(minutes=1)),
    ("5m", timedelta(minutes=5)),
    ("15m", timedelta(minutes=15)),
    ("1h", timedelta(hours=1)),
    ("6h", timedelta(hours=6)),
    ("1d", timedelta(days=1)),
    ("1w", timedelta(weeks=1)),
    ("1mo", timedelta(days=30)),
)
MOST = 62
"""Buckets that a chart can hold and still be read."""


@dataclass(frozen=True, slots=True)
class Axis:
    """Buckets from `start` to `end`, `every` wide (Polars duration), cut in the viewer's `zone` (IANA)."""

    start: datetime
    end: datetime
    every: str
    zone: str = "UTC"

    def bucket(self, column: str) -> pl.Expr:
        """Start of the bucket that a time lies in, as column `bucket`, in the viewer's zone."""
        return pl.col(column).dt.convert_time_zone(self.zone).dt.truncate(self.every).alias("bucket")

    def buckets(self) -> pl.LazyFrame:
        """All buckets, also those in which nothing happened."""
        ends = pl.LazyFrame({"at": [self.start, self.end]}, schema={"at": pl.Datetime("us", "UTC")})
        first, last = pl.col("bucket").first(), pl.col("bucket").last()
        return ends.select(self.bucket("at")).select(
            pl.datetime_range(first, last, self.every).alias("bucket")
        )

    def filled(self, frame: pl.LazyFrame, counts: Sequence[str], by: Sequence[str] = ()) -> pl.LazyFrame:
        """One row per bucket (and value of `by`): `counts` are 0 where nothing happened, all else null."""
        spine = self.buckets()
        if by:
            spine = spine.join(frame.select(by).unique(), how="cross")
        keys = ["bucket", *by]
        return spine.join(frame, on=keys, how="left").with_columns(pl.col(counts).fill_null(0)).sort(keys)


def axis_for(start: datetime, end: datetime, zone: str = "UTC") -> Axis:
    """The finest axis with at most `MOST` buckets."""
    span = max(end - start, timedelta(minutes=1))
    every = next((name for name, width in WIDTHS if span / width < MOST), WIDTHS[-1][0])
    return Axis(start, end, every, zone)
