"""How much is said, by how many, where: counts of messages, people and conversations.

- messages: distinct messages posted in the range.
- people: distinct authors of these messages.
- conversations: distinct conversations with at least one of these messages.
- live: the same, over the last minutes.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import polars as pl

from analytics.metrics.axis import Axis

COUNTS = (
    pl.len().cast(pl.Int64).alias("messages"),
    pl.col("author_id").n_unique().cast(pl.Int64).alias("people"),
    pl.col("conversation_id").n_unique().cast(pl.Int64).alias("conversations"),
)


def totals(messages: pl.LazyFrame) -> pl.LazyFrame:
    """One row: messages, people, conversations, first_at, last_at."""
    return messages.select(
        *COUNTS, pl.col("posted_at").min().alias("first_at"), pl.col("posted_at").max().alias("last_at")
    )


def over_time(messages: pl.LazyFrame, axis: Axis) -> pl.LazyFrame:
    """Per bucket: messages, people, conversations; 0 where nobody wrote."""
    counted = messages.group_by(axis.bucket("posted_at")).agg(COUNTS)
    return axis.filled(counted, ("messages", "people", "conversations"))


def live(messages: pl.LazyFrame, now: datetime, minutes: int = 5) -> pl.LazyFrame:
    """One row: messages, people, conversations of the last `minutes`."""
    return messages.filter(pl.col("posted_at") >= now - timedelta(minutes=minutes)).select(*COUNTS)


def by_language(messages: pl.LazyFrame) -> pl.LazyFrame:
    """Per language written in: messages, people, conversations, share (of all messages). Most first."""
    return (
        messages.group_by("language")
        .agg(COUNTS)
        .with_columns((pl.col("messages") / pl.col("messages").sum()).alias("share"))
        .sort("messages", "language", descending=[True, False])
    )


def by_hour(messages: pl.LazyFrame, axis: Axis) -> pl.LazyFrame:
    """Per weekday (1 is Monday) and hour of the day, on the clock of the axis' zone: messages."""
    local = axis.wall("posted_at")
    return (
        messages.group_by(local.dt.weekday().alias("weekday"), local.dt.hour().alias("hour"))
        .agg(pl.len().cast(pl.Int64).alias("messages"))
        .sort("weekday", "hour")
    )
