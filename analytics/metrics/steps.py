"""What happened in conversations of organisations, step by step, and to which case of a conversation it
belongs.

A visitor has one conversation for ever; what a support lead counts are its cases. The first case begins with
the first message. A case ends when the conversation is resolved. The next one begins when the contact writes,
or when an agent reopens it. What comes between (a note, a late word of an agent, a release) belongs to none.

A rating is of the case that was resolved last, whenever it is given or changed.

Steps are in the order of their times. Of one instant, a reopening comes before who serves it, that before
what is said, then a hand-over, and the resolution last: so does the service write them. Notes, calls and what
the service itself says are no steps. Messages whose author's kind is not known are none, either: a
conversation with such is left out.
"""

from __future__ import annotations

import polars as pl

CASE = ("conversation_id", "case")
SAID = {"contact": "asked", "account": "answered", "bot": "told"}
DONE = {
    "conversation_opened": "opened",
    "conversation_reopened": "reopened",
    "conversation_assigned": "assigned",
    "conversation_transferred": "transferred",
    "conversation_released": "released",
    "handed_over": "handed_over",
    "conversation_snoozed": "snoozed",
    "conversation_resolved": "resolved",
    "rated": "rated",
    "rating_changed": "rated",
}
SILENT = ("note", "call", "system")
"""Kinds of messages with which nobody answers anybody."""
RANK = {
    "opened": 0, "reopened": 0, "assigned": 1, "transferred": 1, "released": 1, "handed_over": 3,
    "snoozed": 3, "resolved": 4, "rated": 5,
}  # fmt: skip
HUMAN = ("assigned", "transferred", "answered", "handed_over")
"""With these a bot no longer leads."""

_step = pl.col("step")


def steps(messages: pl.LazyFrame, activity: pl.LazyFrame) -> pl.LazyFrame:
    """One row per step of a case: conversation_id, organisation_id, channel_id, case (from 0), at, step,
    by_id, language and reader (of messages: written in, and of who reads it first), server_id (who serves it
    after this step; null: nobody), score (of ratings). In order.

    Args:
        messages: of `Lake.messages`, of all time: a case is known only with what was before it.
        activity: of `Lake.activity`, likewise.
    """
    within = "conversation_id"
    known = ~(_step == "unknown").any().over(within)
    channel = pl.col("channel_id").drop_nulls().first().over(within)
    every = (
        pl.concat([_said(messages), _done(activity)])
        .filter(known)
        .with_columns(channel.alias("channel_id"))
        .filter(_step != "opened")
        .sort(within, "at", "rank", "seq", "id")
    )
    ended = (_step == "resolved").cast(pl.Int64).cum_sum().over(within)
    taken = pl.when(_step.is_in(["assigned", "transferred"])).then("assignee_id")
    server = taken.when(_step == "released").then(pl.lit("")).forward_fill().over(within)
    placed = every.with_columns(
        (ended - _step.is_in(["resolved", "rated"]).cast(pl.Int64)).alias("case"),
        pl.when(server != "").then(server).alias("server_id"),
    )
    first = _step.is_in([*SAID.values()])
    begun = pl.when(pl.col("case") == 0).then(first).otherwise(_step.is_in(["asked", "reopened"]))
    return (
        placed.filter(begun.cast(pl.Int8).cum_max().over(*CASE) == 1)
        .with_columns(pl.col("case").rank("dense").over(within).cast(pl.Int64) - 1)
        .drop("rank", "seq", "id", "assignee_id")
    )


def _said(messages: pl.LazyFrame) -> pl.LazyFrame:
    kind = pl.col("author_kind")
    spoken = kind.is_in([*SAID]) & ~pl.col("kind").is_in(SILENT)
    ours = messages.filter(pl.col("organisation_id").is_not_null() & (kind.is_null() | spoken))
    return ours.select(
        "conversation_id",
        "organisation_id",
        pl.col("posted_at").alias("at"),
        kind.replace_strict(SAID, default="unknown", return_dtype=pl.String).alias("step"),
        pl.lit(2, pl.Int64).alias("rank"),
        "seq",
        pl.col("message_id").alias("id"),
        pl.col("author_id").alias("by_id"),
        pl.lit(None, pl.String).alias("assignee_id"),
        "language",
        pl.col("targets").list.first().alias("reader"),
        pl.lit(None, pl.Int64).alias("score"),
        pl.lit(None, pl.String).alias("channel_id"),
    )


def _done(activity: pl.LazyFrame) -> pl.LazyFrame:
    mine = activity.filter(pl.col("organisation_id").is_not_null() & pl.col("kind").is_in([*DONE]))
    named = mine.with_columns(pl.col("kind").replace_strict(DONE, return_dtype=pl.String).alias("step"))
    return named.select(
        "conversation_id",
        "organisation_id",
        "at",
        "step",
        _step.replace_strict(RANK, return_dtype=pl.Int64).alias("rank"),
        pl.lit(0, pl.Int64).alias("seq"),
        pl.col("activity_id").alias("id"),
        pl.col("person_id").alias("by_id"),
        "assignee_id",
        pl.lit(None, pl.String).alias("language"),
        pl.lit(None, pl.String).alias("reader"),
        "score",
        "channel_id",
    )
