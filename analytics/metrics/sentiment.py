"""How people feel, as the worker scored it, per message.

- scored: messages with a sentiment; those that the model abstained on, or has not reached, count nowhere.
- share of a sentiment = messages of that sentiment / scored.
- net sentiment = share positive - share negative, from -1 to 1.
- turning negative: a side of a conversation whose first scored message was not negative, and whose last two
  are. It shows with the second negative message in a row, and goes with the first that is not.
- alert: the chat told a side that the other's sentiment turned for the worse, at the message that turned it.
  It is told while people talk, from sureness and trend; "turning negative" looks back, at labels alone.
- sentiment change of a conversation = score of its last scored message - score of its first; none with fewer
  than two scored messages.
"""

from __future__ import annotations

import polars as pl

from analytics.metrics.axis import Axis

RUN = 2
"""Negative messages in a row that make a side count as turning negative."""

_label = pl.col("sentiment")
SENTIMENTS = (
    _label.is_not_null().sum().cast(pl.Int64).alias("scored"),
    (_label == "positive").sum().cast(pl.Int64).alias("positive"),
    (_label == "neutral").sum().cast(pl.Int64).alias("neutral"),
    (_label == "negative").sum().cast(pl.Int64).alias("negative"),
)


def _with_net(frame: pl.LazyFrame) -> pl.LazyFrame:
    scored = pl.col("scored")

    def over(column: str) -> pl.Expr:
        return pl.when(scored > 0).then(pl.col(column) / scored)

    return frame.with_columns(
        over("positive").alias("positive_share"),
        over("neutral").alias("neutral_share"),
        over("negative").alias("negative_share"),
    ).with_columns((pl.col("positive_share") - pl.col("negative_share")).alias("net"))


def summary(messages: pl.LazyFrame) -> pl.LazyFrame:
    """One row: messages, scored, positive, neutral, negative, their shares, net."""
    return _with_net(messages.select(pl.len().cast(pl.Int64).alias("messages"), *SENTIMENTS))


def over_time(messages: pl.LazyFrame, axis: Axis) -> pl.LazyFrame:
    """Per bucket: scored, positive, neutral, negative (0 if nothing), their shares and net (then null)."""
    counted = _with_net(messages.group_by(axis.bucket("posted_at")).agg(*SENTIMENTS))
    return axis.filled(counted, ("scored", "positive", "neutral", "negative"))


def by_language(messages: pl.LazyFrame) -> pl.LazyFrame:
    """Per language written in, where anything was scored: what `summary` has. Most scored first."""
    counted = messages.group_by("language").agg(pl.len().cast(pl.Int64).alias("messages"), *SENTIMENTS)
    return _with_net(counted.filter(pl.col("scored") > 0)).sort(
        "scored", "language", descending=[True, False]
    )


def sides(messages: pl.LazyFrame) -> pl.LazyFrame:
    """Per side of a conversation with `RUN` + 1 scored messages or more: conversation_id, author_id,
    language, scored, first_sentiment, last_score, since (first message of the closing negative run), last_at,
    turning.
    """
    scored = messages.filter(_label.is_not_null()).sort("conversation_id", "seq")
    calm = pl.col("seq").filter(_label != "negative").max()
    run = pl.col("posted_at").filter(pl.col("seq") > calm.fill_null(-1))
    return (
        scored.group_by("conversation_id", "author_id", maintain_order=True)
        .agg(
            pl.col("language").last(),
            pl.len().cast(pl.Int64).alias("scored"),
            _label.first().alias("first_sentiment"),
            pl.col("sentiment_score").last().alias("last_score"),
            run.min().alias("since"),
            pl.col("posted_at").last().alias("last_at"),
            (_label.tail(RUN) == "negative").all().alias("run"),
        )
        .filter(pl.col("scored") > RUN)
        .with_columns((pl.col("run") & (pl.col("first_sentiment") != "negative")).alias("turning"))
        .drop("run")
    )


def turning(messages: pl.LazyFrame) -> pl.LazyFrame:
    """The sides that are turning negative, the latest first; columns of `sides`."""
    return sides(messages).filter("turning").sort("last_at", "conversation_id", descending=[True, False])


def turning_summary(messages: pl.LazyFrame) -> pl.LazyFrame:
    """One row: judged (conversations with a side of enough scored messages), turning (of these), share."""
    per_conversation = sides(messages).group_by("conversation_id").agg(pl.col("turning").any())
    counted = per_conversation.select(
        pl.len().cast(pl.Int64).alias("judged"), pl.col("turning").sum().cast(pl.Int64)
    )
    share = pl.when(pl.col("judged") > 0).then(pl.col("turning") / pl.col("judged"))
    return counted.with_columns(share.alias("share"))


def alerts(messages: pl.LazyFrame, activity: pl.LazyFrame) -> pl.LazyFrame:
    """One row per alert on these messages: message_id, conversation_id, posted_at, language."""
    told = activity.filter(pl.col("kind") == "mood_turned").select("message_id").unique()
    about = messages.select("message_id", "conversation_id", "posted_at", "language")
    return about.join(told, on="message_id", how="semi")


def alerts_over_time(alerted: pl.LazyFrame, axis: Axis) -> pl.LazyFrame:
    """Per bucket: alerts, and the conversations that they were in; 0 where there were none."""
    counted = alerted.group_by(axis.bucket("posted_at")).agg(
        pl.len().cast(pl.Int64).alias("alerts"),
        pl.col("conversation_id").n_unique().cast(pl.Int64).alias("conversations"),
    )
    return axis.filled(counted, ("alerts", "conversations"))


def talks(messages: pl.LazyFrame) -> pl.LazyFrame:
    """Per conversation with a scored message: conversation_id, organisation_id, language and reader (of the
    first one scored), at (when), scored, first, last, ended (label of the last one), delta (null of one).
    """
    score = pl.col("sentiment_score")
    return (
        messages.filter(score.is_not_null())
        .sort("conversation_id", "seq")
        .group_by("conversation_id", maintain_order=True)
        .agg(
            pl.col("organisation_id").first(),
            pl.col("language").first(),
            pl.col("targets").first().list.first().alias("reader"),
            pl.col("posted_at").first().alias("at"),
            pl.len().cast(pl.Int64).alias("scored"),
            score.first().alias("first"),
            score.last().alias("last"),
            _label.last().alias("ended"),
        )
        .with_columns(pl.when(pl.col("scored") > 1).then(pl.col("last") - pl.col("first")).alias("delta"))
    )


def change(messages: pl.LazyFrame) -> pl.LazyFrame:
    """Of `talks` those with two scored messages or more: conversation_id, scored, first, last, delta."""
    several = talks(messages).filter(pl.col("scored") > 1)
    return several.select("conversation_id", "scored", "first", "last", "delta")


def change_summary(messages: pl.LazyFrame) -> pl.LazyFrame:
    """One row: conversations (that have a change), mean_delta, worse (those that lost more than 0.2)."""
    return change(messages).select(
        pl.len().cast(pl.Int64).alias("conversations"),
        pl.col("delta").mean().alias("mean_delta"),
        (pl.col("delta") < -0.2).sum().cast(pl.Int64).alias("worse"),
    )
