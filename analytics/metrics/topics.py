"""What people write about: topics of messages, as the task `topic` names them.

A message's topic is what was found last; where models differ, by the one that spoke last. Messages that the
task has not seen count nowhere.

named = messages with a topic. unsure = messages of which the task could not say.
share = messages of the topic / (named + unsure), so shares sum to less than 1 where some are unsure.
"""

from __future__ import annotations

import polars as pl

from analytics.metrics.axis import Axis

TASK = "topic"

COUNTS = (
    pl.len().cast(pl.Int64).alias("messages"),
    pl.col("conversation_id").n_unique().cast(pl.Int64).alias("conversations"),
)


def named(annotations: pl.LazyFrame) -> pl.LazyFrame:
    """One row per message that the task has seen: message_id, conversation_id, author_id, posted_at, topic
    (null where unsure), probability. `annotations` is `Lake.annotations`.
    """
    return (
        annotations.filter(pl.col("task") == TASK, pl.col("target") == "")
        .sort("enriched_at", "model")
        .unique("message_id", keep="last", maintain_order=True)
        .select(
            "message_id",
            "conversation_id",
            "author_id",
            "posted_at",
            pl.col("label").alias("topic"),
            "probability",
        )
    )


def summary(seen: pl.LazyFrame) -> pl.LazyFrame:
    """One row: named, unsure, coverage (named / both; null where there are none). `seen` is `named`."""
    counts = seen.select(
        pl.col("topic").is_not_null().sum().cast(pl.Int64).alias("named"),
        pl.col("topic").is_null().sum().cast(pl.Int64).alias("unsure"),
    )
    whole = pl.col("named") + pl.col("unsure")
    return counts.with_columns(pl.when(whole > 0).then(pl.col("named") / whole).alias("coverage"))


def by_topic(seen: pl.LazyFrame) -> pl.LazyFrame:
    """Per topic: messages, conversations, share. Most first; those without a topic are left out."""
    return (
        seen.with_columns(pl.len().alias("whole"))
        .filter(pl.col("topic").is_not_null())
        .group_by("topic")
        .agg(*COUNTS, (pl.len() / pl.col("whole").first()).alias("share"))
        .sort("messages", "topic", descending=[True, False])
    )


def over_time(seen: pl.LazyFrame, axis: Axis) -> pl.LazyFrame:
    """Per bucket of posting: named, unsure; 0 where nobody wrote."""
    counted = seen.group_by(axis.bucket("posted_at")).agg(
        pl.col("topic").is_not_null().sum().cast(pl.Int64).alias("named"),
        pl.col("topic").is_null().sum().cast(pl.Int64).alias("unsure"),
    )
    return axis.filled(counted, ("named", "unsure"))
