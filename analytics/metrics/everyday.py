"""Metrics of messages, translations and suggested replies, in the form of `analytics.metrics.support`: one
row per thing measured, with `at`, `conversation_id`, `language`, `reader` and `value`.
"""

from __future__ import annotations

import polars as pl

from analytics.metrics.translation import SETTLED

_OUTCOME = pl.col("outcome")
_sentiment = pl.col("sentiment")


def _message(messages: pl.LazyFrame, value: pl.Expr) -> pl.LazyFrame:
    return messages.select(
        "conversation_id",
        "organisation_id",
        pl.col("author_id").alias("agent_id"),
        "language",
        pl.col("targets").list.first().alias("reader"),
        pl.col("posted_at").alias("at"),
        value.cast(pl.Float64).alias("value"),
    )


def messages(frame: pl.LazyFrame) -> pl.LazyFrame:
    """Messages posted, by whomever. Every message counts once, however often it was delivered."""
    return _message(frame, pl.lit(1))


def incoming(frame: pl.LazyFrame) -> pl.LazyFrame:
    """Messages that contacts wrote to an organisation."""
    return _message(frame.filter(pl.col("author_kind") == "contact"), pl.lit(1))


def outgoing(frame: pl.LazyFrame) -> pl.LazyFrame:
    """Messages that agents and bots of an organisation wrote to contacts; notes among agents are none."""
    by_us = pl.col("organisation_id").is_not_null() & pl.col("author_kind").is_in(["account", "bot"])
    return _message(frame.filter(by_us & (pl.col("kind") != "note")), pl.lit(1))


def negative(frame: pl.LazyFrame) -> pl.LazyFrame:
    """Numerator: messages that the model found negative. Denominator: messages that it scored. Null: it
    abstained, or has not seen the message yet.
    """
    return _message(frame, pl.when(_sentiment.is_not_null()).then(_sentiment == "negative"))


def sentiment(frame: pl.LazyFrame) -> pl.LazyFrame:
    """How a message feels, from -1 (negative) to 1 (positive). Null: the model abstained, or has not seen it
    yet.
    """
    return _message(frame, pl.col("sentiment_score"))


def _attempt(attempts: pl.LazyFrame, value: pl.Expr) -> pl.LazyFrame:
    return attempts.select(
        "conversation_id",
        "organisation_id",
        pl.col("source").alias("language"),
        pl.col("target").alias("reader"),
        pl.col("posted_at").alias("at"),
        value.cast(pl.Float64).alias("value"),
    )


def translated(attempts: pl.LazyFrame) -> pl.LazyFrame:
    """Numerator: messages translated for a reader. Denominator: these, and those that failed or have no way
    between the two languages. Null: still waiting; written in the reader's language.
    """
    return _attempt(attempts, pl.when(_OUTCOME.is_in(SETTLED)).then(_OUTCOME == "translated"))


def translation_wait(attempts: pl.LazyFrame) -> pl.LazyFrame:
    """From the queueing of a message to its translation. Null: not translated."""
    return _attempt(attempts, pl.when(_OUTCOME == "translated").then(pl.col("wait_ms") / 1000))


def _offer(offers: pl.LazyFrame, value: pl.Expr) -> pl.LazyFrame:
    at = pl.col("posted_at").alias("at")
    number = value.cast(pl.Float64).alias("value")
    return offers.select("conversation_id", "organisation_id", "language", at, number)


def accepted(offers: pl.LazyFrame) -> pl.LazyFrame:
    """Numerator: offers of replies of which one was sent, edited or not. Denominator: offers shown."""
    return _offer(offers, _OUTCOME != "ignored")


def edited(offers: pl.LazyFrame) -> pl.LazyFrame:
    """Numerator: suggested replies sent after an edit. Denominator: suggested replies sent. Null: none
    was.
    """
    return _offer(offers, pl.when(_OUTCOME != "ignored").then(_OUTCOME == "edited"))
