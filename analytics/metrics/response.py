"""How soon people answer each other.

A turn is a run of messages by one side. The response time of a turn is the time from the first message of the
turn before it (the other side has waited since then) to its own first message. An answer after more than
`NEW_START` is a new start, not a response: a chat taken up again days later must not spoil the figure.
Waits that nobody has answered yet count nowhere.
"""

from __future__ import annotations

from datetime import timedelta

import polars as pl

from analytics.metrics.axis import Axis

NEW_START = timedelta(hours=24)

SPREAD = (
    pl.len().cast(pl.Int64).alias("responses"),
    pl.col("response_s").median().alias("median_s"),
    pl.col("response_s").quantile(0.9, "linear").alias("p90_s"),
)


def responses(messages: pl.LazyFrame, languages: tuple[str, ...] = ()) -> pl.LazyFrame:
    """One row per response: conversation_id, author_id (who answered), language, posted_at, response_s.

    `messages` must hold both sides; `languages` keeps the answers written in these.
    """
    order = messages.sort("conversation_id", "seq")
    same = (pl.col("author_id") == pl.col("author_id").shift()).over("conversation_id")
    firsts = order.filter(~same.fill_null(False))
    waited = (pl.col("posted_at") - pl.col("posted_at").shift()).over("conversation_id")
    answered = firsts.with_columns(waited.alias("waited")).filter(
        pl.col("waited").is_not_null(), pl.col("waited") <= NEW_START, pl.col("waited") >= timedelta(0)
    )
    if languages:
        answered = answered.filter(pl.col("language").is_in(list(languages)))
    return answered.select(
        "conversation_id",
        "author_id",
        "language",
        "posted_at",
        (pl.col("waited").dt.total_microseconds() / 1_000_000).alias("response_s"),
    )


def summary(answered: pl.LazyFrame) -> pl.LazyFrame:
    """One row: responses, median_s, p90_s."""
    return answered.select(*SPREAD)


def by_language(answered: pl.LazyFrame) -> pl.LazyFrame:
    """Per language of the answer: responses, median_s, p90_s. Most first."""
    return answered.group_by("language").agg(SPREAD).sort("responses", "language", descending=[True, False])


def over_time(answered: pl.LazyFrame, axis: Axis) -> pl.LazyFrame:
    """Per bucket of the answer: responses (0 where none), median_s, p90_s (null there)."""
    return axis.filled(answered.group_by(axis.bucket("posted_at")).agg(SPREAD), ("responses",))
