"""The time axis of a chart: how wide its buckets are, in whose time zone, and that no message is left out.

A bucket lies between two instants, so every message is in exactly one, whatever clocks do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import polars as pl

from analytics.metrics import zones
from analytics.metrics.edges import edges

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

INSTANT = pl.Datetime("us", "UTC")


@dataclass(frozen=True, slots=True)
class Axis:
    """Buckets from the one of `start` to the one of `end`, `every` wide ("5m", "1mo"), cut in `zone` (IANA).

    Buckets are told by the instant at which they begin, in UTC: what that is on a clock, the viewer's browser
    says.
    """

    start: datetime
    end: datetime
    every: str
    zone: str = "UTC"

    @property
    def edges(self) -> tuple[datetime, ...]:
        """Where buckets begin; the last one is where the last bucket ends."""
        return edges(self.start, self.end, self.every, self.zone)

    def bucket(self, column: str) -> pl.Expr:
        """Start of the bucket that a time lies in, as column `bucket`; null beside the axis."""
        known = pl.Series(self.edges, dtype=INSTANT)
        at = pl.lit(known).search_sorted(pl.col(column), side="right").cast(pl.Int64) - 1
        inside = (pl.col(column) >= known[0]) & (pl.col(column) < known[-1])
        return pl.when(inside).then(pl.lit(known).gather(at.clip(0))).alias("bucket")

    def buckets(self) -> pl.LazyFrame:
        """All buckets, also those in which nothing happened: `bucket`, and `until`, where the next begins."""
        return pl.LazyFrame(
            list(pairwise(self.edges)), schema={"bucket": INSTANT, "until": INSTANT}, orient="row"
        )

    def filled(self, frame: pl.LazyFrame, counts: Sequence[str], by: Sequence[str] = ()) -> pl.LazyFrame:
        """One row per bucket (and value of `by`): `counts` are 0 where nothing happened, all else null."""
        spine = self.buckets()
        if by:
            spine = spine.join(frame.select(by).unique(), how="cross")
        keys = ["bucket", *by]
        return spine.join(frame, on=keys, how="left").with_columns(pl.col(counts).fill_null(0)).sort(keys)

    def wall(self, column: str) -> pl.Expr:
        """What the viewer's clock showed at a time, without zone."""
        told = list(zones.changes(self.start, self.end, ZoneInfo(self.zone)))
        since = pl.lit(pl.Series([at for at, _ in told[1:]], dtype=INSTANT))
        ahead = pl.lit(pl.Series([one for _, one in told], dtype=pl.Duration("us")))
        moved = pl.col(column) + ahead.gather(since.search_sorted(pl.col(column), side="right"))
        return moved.dt.replace_time_zone(None)


def axis_for(start: datetime, end: datetime, zone: str = "UTC") -> Axis:
    """The finest axis with at most `MOST` buckets."""
    span = max(end - start, timedelta(minutes=1))
    every = next((name for name, width in WIDTHS if span / width < MOST), WIDTHS[-1][0])
    return Axis(start, end, every, zone)
