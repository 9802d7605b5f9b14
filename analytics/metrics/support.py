"""Metrics of support work: each a function from cases or turns to one row per thing measured.

What they give has the keys and slices of what they take, `at`, `agent_id` and `value`: seconds, or for shares
1 where it counts for the numerator and 0 where for the denominator alone; null where it is not judged (yet).
So every figure is a mean or a quantile of rows that name their conversation. Definitions, with numerator,
denominator and null rule, are the docstrings: `analytics.metrics.registry` shows them to readers.
"""

from __future__ import annotations

import polars as pl

DONE = pl.col("resolved_at").is_not_null()
_MINE = pl.col("by_customer")
_SERVED = (pl.col("answered") > 0) | ((pl.col("told") > 0) & ~pl.col("handed_over"))
"""Somebody answered: what a bot says while it hands over is no answer."""
_SLICES = ("conversation_id", "case", "organisation_id", "channel_id", "language", "reader", "at")


def _rows(frame: pl.LazyFrame, value: pl.Expr, agent: str = "agent_id") -> pl.LazyFrame:
    return frame.select(*_SLICES, pl.col(agent).alias("agent_id"), value.cast(pl.Float64).alias("value"))


def _judged(frame: pl.LazyFrame, of: pl.Expr, counts: pl.Expr, agent: str = "agent_id") -> pl.LazyFrame:
    """1 where something of the denominator `of` counts, 0 where not; null beside the denominator."""
    return _rows(frame, pl.when(of).then(counts), agent)


def first_response(cases: pl.LazyFrame) -> pl.LazyFrame:
    """From the customer's first message of a case to the first answer by a human, credited to that human and
    to the time the case began. Bots do not stop the clock. Null: nobody has answered, or an agent began the
    case.
    """
    return _rows(cases, pl.col("first_response_s"))


def next_response(turns: pl.LazyFrame) -> pl.LazyFrame:
    """From the first message of a customer's turn to the answer by a human, in each turn but the one that
    began the case. A turn is all that the customer writes until a human answers. Null: nobody has answered
    yet.
    """
    return _rows(turns.filter(~pl.col("first")), pl.col("wait_s"))


def resolution(cases: pl.LazyFrame) -> pl.LazyFrame:
    """From the beginning of a case to its being resolved; a reopened one is a new case, whose time begins
    anew. Credited to who served it at its end. Null: it is open.
    """
    return _rows(cases, pl.col("total_s"), "resolver_id")


def bot_time(cases: pl.LazyFrame) -> pl.LazyFrame:
    """Of the resolution time, while the customer waited and a bot led the case. 0: none did. Null: it is
    open.
    """
    return _rows(cases, pl.col("bot_s"), "resolver_id")


def queue_time(cases: pl.LazyFrame) -> pl.LazyFrame:
    """Of the resolution time, while the customer waited and nobody served the case. Null: it is open."""
    return _rows(cases, pl.col("queue_s"), "resolver_id")


def human_time(cases: pl.LazyFrame) -> pl.LazyFrame:
    """Of the resolution time, while the customer waited for a human who served the case. Null: it is open."""
    return _rows(cases, pl.col("human_s"), "resolver_id")


def customer_time(cases: pl.LazyFrame) -> pl.LazyFrame:
    """Of the resolution time, while all was answered and the customer was waited for. Null: it is open."""
    return _rows(cases, pl.col("customer_s"), "resolver_id")


def one_touch(cases: pl.LazyFrame) -> pl.LazyFrame:
    """Numerator: resolved with one turn of human answers, never put aside, not reopened. Denominator:
    resolved cases that a human answered. Null: open, or without a human answer.
    """
    once = (pl.col("turns") == 1) & (pl.col("snoozed") == 0) & ~pl.col("reopened")
    return _judged(cases, DONE & (pl.col("answered") > 0), once, "resolver_id")


def reopened(cases: pl.LazyFrame) -> pl.LazyFrame:
    """Numerator: resolved cases after which the same conversation had another. Denominator: resolved cases.
    Null: open. It may grow for a time that is past, as customers come back.
    """
    return _judged(cases, DONE, pl.col("reopened"), "resolver_id")


def handed_over(cases: pl.LazyFrame) -> pl.LazyFrame:
    """Numerator: cases in which a human had a hand after a bot led. Denominator: cases that a bot led, open
    ones too. Null: no bot led.
    """
    return _judged(cases, pl.col("led"), pl.col("handed_over"))


def bot_resolved(cases: pl.LazyFrame) -> pl.LazyFrame:
    """Numerator: resolved without any human having a hand. Denominator: resolved cases that a bot led. Null:
    open, or no bot led.
    """
    return _judged(cases, DONE & pl.col("led"), ~pl.col("handed_over"))


def transferred(cases: pl.LazyFrame) -> pl.LazyFrame:
    """Numerator: cases that one who served them gave to another. Denominator: cases that somebody answered or
    served at their end. Null: nobody did.
    """
    served = pl.col("resolver_id").is_not_null() | (pl.col("transferred") > 0)
    return _judged(cases, served, pl.col("transferred") > 0, "resolver_id")


def missed(cases: pl.LazyFrame) -> pl.LazyFrame:
    """Numerator: resolved without an answer by a human, or by a bot that did not hand it over. Denominator:
    resolved cases that a customer began. Null: open, or an agent began it.
    """
    return _judged(cases, DONE & _MINE, ~_SERVED)


def dropped(cases: pl.LazyFrame) -> pl.LazyFrame:
    """Numerator: resolved with the customer's word as the last, though somebody had answered before.
    Denominator: resolved cases that a customer began. Null: open, or an agent began it.
    """
    return _judged(cases, DONE & _MINE, _SERVED & (pl.col("last") == "asked"))


def satisfied(cases: pl.LazyFrame) -> pl.LazyFrame:
    """Numerator: ratings of 4 or 5, of 5 (CSAT). Denominator: ratings; one that was changed counts as it is
    now. Null: not rated.
    """
    return _judged(cases, pl.col("score").is_not_null(), pl.col("score") >= 4, "resolver_id")


def rated(cases: pl.LazyFrame) -> pl.LazyFrame:
    """Numerator: resolved cases that the customer rated. Denominator: resolved cases that a customer began.
    Null: open, or an agent began it.
    """
    return _judged(cases, DONE & _MINE, pl.col("score").is_not_null(), "resolver_id")


def returning(cases: pl.LazyFrame) -> pl.LazyFrame:
    """Numerator: cases of customers who had come before, whenever. Denominator: cases that a customer began;
    the others of them are new. Null: an agent began it.
    """
    return _judged(cases, _MINE, pl.col("returning"))
