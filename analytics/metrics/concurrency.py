"""How many conversations are going on at the same time.

A conversation is going on from a message until nobody has written in it for `QUIET`: whether it was resolved
does not matter, for of many nobody says so. So at any moment as many go on as had a message in the ten
minutes before, and direct chats count as those of a desk do.

A spell is a piece of that time: from one message to the next one of its conversation, or until it is quiet.
Spells of one conversation do not overlap, so as many go on at a moment as there are spells around it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import polars as pl

from analytics.metrics.axis import INSTANT, Axis

QUIET = timedelta(minutes=10)

_SECOND = 1_000_000


def spells(messages: pl.LazyFrame) -> pl.LazyFrame:
    """One row per message: conversation_id, organisation_id, agent_id (who of the agents wrote last in it, so
    far; null: none), language, reader, at, until (of the spell that it begins).

    `messages` must reach back by `QUIET` before the time that is asked about.
    """
    within = "conversation_id"
    spoken = messages.filter(pl.col("kind").is_null() | ~pl.col("kind").is_in(["note", "system"]))
    agent = pl.when(pl.col("author_kind") == "account").then("author_id")
    return (
        spoken.sort(within, "posted_at", "seq")
        .with_columns(
            agent.forward_fill().over(within).alias("agent_id"),
            pl.min_horizontal(pl.col("posted_at").shift(-1).over(within), pl.col("posted_at") + QUIET).alias(
                "until"
            ),
        )
        .select(
            within,
            "organisation_id",
            "agent_id",
            "language",
            pl.col("targets").list.first().alias("reader"),
            pl.col("posted_at").alias("at"),
            "until",
        )
    )


def level(rows: pl.LazyFrame, by: Sequence[str] = ()) -> pl.LazyFrame:
    """Per slice, or one row: peak (most spells at once; 0 where there are none), mean (of the time in which
    there was any, weighted by how long; null where there was none) and both its numbers: active_s (seconds of
    all spells), busy_s (seconds in which there was any). Highest peak first.
    """
    steps = _steps(_turns(rows, by), by)
    if not by:
        return steps.select(*_figures())
    return steps.group_by(*by).agg(*_figures()).sort("peak", *by, descending=[True, *(False for _ in by)])


def level_over_time(rows: pl.LazyFrame, axis: Axis) -> pl.LazyFrame:
    """Per bucket of an axis: what `level` has, of what goes on in it, whenever it began."""
    edges = pl.LazyFrame({"at": pl.Series(axis.edges, dtype=INSTANT), "change": 0}).with_columns(
        pl.col("change").cast(pl.Int64)
    )
    steps = _steps(pl.concat([_turns(rows, ()), edges]), ())
    counted = steps.group_by(axis.bucket("at")).agg(*_figures())
    return axis.filled(counted, ("peak", "active_s", "busy_s"))


def _turns(rows: pl.LazyFrame, by: Sequence[str]) -> pl.LazyFrame:
    """One more where a spell begins, one fewer where it ends."""
    begun = rows.select(*by, "at", pl.lit(1, pl.Int64).alias("change"))
    ended = rows.select(*by, pl.col("until").alias("at"), pl.lit(-1, pl.Int64).alias("change"))
    return pl.concat([begun, ended])


def _steps(turns: pl.LazyFrame, by: Sequence[str]) -> pl.LazyFrame:
    """From each moment at which something changes: how many go on (`level`), and for how long (`for_s`)."""
    changed = turns.group_by(*by, "at").agg(pl.col("change").sum()).sort(*by, "at")
    level, after = pl.col("change").cum_sum(), pl.col("at").shift(-1)
    if by:
        level, after = level.over(*by), after.over(*by)
    length = (after - pl.col("at")).dt.total_microseconds() / _SECOND
    return changed.with_columns(level.alias("level"), length.fill_null(0.0).alias("for_s"))


def _figures() -> tuple[pl.Expr, ...]:
    """Of steps that last: what changes back at the same instant was never there."""
    active = (pl.col("level") * pl.col("for_s")).sum()
    busy = pl.col("for_s").filter(pl.col("level") > 0).sum()
    return (
        pl.col("level").filter(pl.col("for_s") > 0).max().fill_null(0).cast(pl.Int64).alias("peak"),
        pl.when(busy > 0).then(active / busy).alias("mean"),
        active.alias("active_s"),
        busy.alias("busy_s"),
    )
