"""Metrics of messages, translations and suggested replies, in the form of `analytics.metrics.support`: one
row per thing measured, with `at`, `conversation_id`, `language`, `reader` and `value`.
"""

from __future__ import annotations

import polars as pl

from analytics.metrics.translation import SETTLED, UNSURE_BELOW

_OUTCOME = pl.col("outcome")
_sentiment = pl.col("sentiment")


def _message(messages: pl.LazyFrame, value: pl.Expr, *more: str) -> pl.LazyFrame:
    return messages.select(
        *more,
        "conversation_id",
        "organisation_id",
        pl.when(pl.col("author_kind") == "account").then("author_id").alias("agent_id"),
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


def _writers(frame: pl.LazyFrame, kinds: list[str]) -> pl.LazyFrame:
    kind = pl.col("author_kind")
    wrote = frame.filter(kind.is_in(kinds), pl.col("kind").is_null() | (pl.col("kind") != "note"))
    return _message(wrote.with_columns(pl.col("author_id").alias("person_id")), pl.lit(1), "person_id")


def active_people(frame: pl.LazyFrame) -> pl.LazyFrame:
    """People who wrote at least one message: accounts and contacts; bots and the service itself are none. A
    person counts once in each figure, so figures of parts do not add up. Notes among agents do not count.
    """
    return _writers(frame, ["account", "contact"])


def active_customers(frame: pl.LazyFrame) -> pl.LazyFrame:
    """Contacts of an organisation who wrote to it at least once. Each counts once in each figure."""
    return _writers(frame, ["contact"])


def active_agents(frame: pl.LazyFrame) -> pl.LazyFrame:
    """People of an organisation who wrote to a contact at least once. Each counts once in each figure; notes
    among agents do not count.
    """
    return _writers(frame.filter(pl.col("organisation_id").is_not_null()), ["account"])


def repair(frame: pl.LazyFrame) -> pl.LazyFrame:
    """Numerator: messages that say that their writer did not understand, in so many words ("I don't
    understand", "what do you mean?"). Denominator: messages with words. By language pair it shows where
    translation hurts: who asks has read what was translated the other way. Null: no words, a language that
    this is not known in, or written before it was looked for.
    """
    return _message(frame, pl.col("repair"))


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


def untranslated(attempts: pl.LazyFrame) -> pl.LazyFrame:
    """Messages that a reader wanted translated and that failed, or have no way between the two languages.
    What still waits is none of them.
    """
    return _attempt(attempts.filter(_OUTCOME.is_in(["failed", "unsupported"])), pl.lit(1))


def low_confidence(attempts: pl.LazyFrame) -> pl.LazyFrame:
    """Numerator: translations that the model is unsure of, which readers see marked. Denominator:
    translations with a confidence. Null: not translated, or no confidence is known.
    """
    known = (_OUTCOME == "translated") & pl.col("confidence").is_not_null()
    return _attempt(attempts, pl.when(known).then(pl.col("confidence") < UNSURE_BELOW))


def corrected(attempts: pl.LazyFrame) -> pl.LazyFrame:
    """Numerator: translations that somebody corrected, whenever. Denominator: translations. Null: not
    translated.
    """
    return _attempt(attempts, pl.when(_OUTCOME == "translated").then(pl.col("corrected")))


def suggested(offers: pl.LazyFrame) -> pl.LazyFrame:
    """Messages for whose reader suggested replies were on the screen; each counts once."""
    return _offer(offers, pl.lit(1))


def characters_saved(offers: pl.LazyFrame) -> pl.LazyFrame:
    """Characters that nobody had to type: of a suggestion sent as it is all, of one that was edited those
    that stayed at its beginning and its end. Null: sent before this was counted.
    """
    return _offer(offers.filter(_OUTCOME != "ignored"), pl.col("saved"))


def _talk(talks: pl.LazyFrame, value: pl.Expr) -> pl.LazyFrame:
    columns = ("conversation_id", "organisation_id", "language", "reader", "at")
    return talks.select(*columns, value.cast(pl.Float64).alias("value"))


def sentiment_change(talks: pl.LazyFrame) -> pl.LazyFrame:
    """Score of a conversation's last scored message less that of its first, from -2 to 2, of this time alone.
    Null: fewer than two messages are scored.
    """
    return _talk(talks, pl.col("delta"))


def ended_negative(talks: pl.LazyFrame) -> pl.LazyFrame:
    """Numerator: conversations whose last scored message of this time is negative. Denominator: conversations
    with a scored message. Null: none is scored.
    """
    return _talk(talks, pl.col("ended") == "negative")


def concurrency(spells: pl.LazyFrame) -> pl.LazyFrame:
    """Conversations that go on at the same time: those with a message in the ten minutes before. The peak,
    and the mean of the time in which there was any: time of all of them, divided by that time. Null: the
    mean, where there was none.
    """
    return spells.with_columns(pl.lit(1.0).alias("value"))


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
