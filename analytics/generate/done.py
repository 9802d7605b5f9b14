"""What people did on a made-up day besides writing, as rows of table `activity`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import polars as pl

from analytics.generate.day import AGENT, CONTACT, Day
from analytics.generate.said import INTENTS, case_columns, message_id, name_of
from analytics.generate.town import Array, Organisation

SHOWN, TAKEN, EDITED = 0.6, 0.25, 0.3
"""Of messages of contacts: those with offers on a screen; of these those taken; of these those edited."""


def handling(made: Day, whose: Sequence[Organisation], day: date) -> pl.DataFrame:
    """Openings of all conversations; of an organisation's also who serves them, and that they are
    resolved.
    """
    answered = np.full(len(made.first), 0)
    mine = np.flatnonzero(made.by == AGENT)[::-1]
    answered[made.case[mine]] = made.at[mine]  # backwards: the first one stays
    opened = made.at[made.first]
    cases = pl.DataFrame({"number": np.arange(len(opened)), "conversation": made.conversation}).with_columns(
        **case_columns(made, whose)
    )
    every = [
        _acts(cases, "conversation_opened", opened, made.fresh),
        _acts(cases, "conversation_reopened", opened, ~made.fresh),
        _acts(cases, "conversation_assigned", answered, answered > 0),
        _acts(cases, "conversation_resolved", made.resolved_at, made.resolved_at > 0),
        _ratings(cases, made),
    ]
    ours = (pl.col("kind") == "conversation_opened") | pl.col("organisation_id").is_not_null()
    told = pl.concat(every, how="diagonal").filter(ours)
    return told.with_columns(pl.format("{}-{}", "kind", message_id(day, "number")).alias("activity_id"))


def _ratings(cases: pl.DataFrame, made: Day) -> pl.DataFrame:
    """A third of what is resolved is rated, a minute later, by how the customer felt at the end."""
    theirs = made.by == CONTACT
    sentiment = np.zeros(len(made.first))
    sentiment[made.case[theirs]] = made.sentiment[theirs]  # the last one stays
    rated = (made.resolved_at > 0) & (made.agent % 3 == 0)
    scored = cases.with_columns(
        pl.Series("score", np.round(3.4 + 1.6 * sentiment).clip(1, 5).astype(np.int64))
    )
    return _acts(scored, "rated", made.resolved_at + 60_000_000, rated)


def _acts(cases: pl.DataFrame, kind: str, at: Array, there: Array) -> pl.DataFrame:
    assigned, opened = kind == "conversation_assigned", kind == "conversation_opened"
    return cases.with_columns(
        pl.lit(kind).alias("kind"),
        pl.from_epoch(pl.Series("at", at), "us").dt.replace_time_zone("UTC"),
        name_of("conversation", "conversation").alias("conversation_id"),
        (name_of("contact", "conversation") if opened else pl.col("agent_id")).alias("person_id"),
        (pl.col("agent_id") if assigned else pl.lit(None, pl.String)).alias("assignee_id"),
        (pl.col("channel_id") if opened else pl.lit(None, pl.String)).alias("channel_id"),
    ).filter(pl.Series(there))


def offers(luck: np.random.Generator, said: pl.DataFrame, day: date) -> pl.DataFrame:
    """Suggested replies that were shown, those of them that were taken; and translations corrected."""
    asked = said.filter(pl.col("by") == CONTACT)
    fate = luck.random(asked.height)
    told = asked.select("message_id", "conversation_id", "organisation_id", "number", "intent").with_columns(
        asked["agent_id"].alias("person_id"),
        asked["posted_at"].alias("posted_at"),
        pl.Series("fate", fate),
    )
    taken = SHOWN * TAKEN
    sent = pl.when(pl.col("fate") < taken * EDITED).then(pl.lit("suggestion_edited"))
    shown = told.filter(pl.col("fate") < SHOWN)
    rows = [
        shown.with_columns(pl.lit("suggestions_shown").alias("kind"), pl.lit(3, pl.Int64).alias("count")),
        shown.filter(pl.col("fate") < taken).with_columns(
            sent.otherwise(pl.lit("suggestion_sent")).alias("kind"),
            (8 + pl.col("intent").cast(pl.Int64)).alias("count"),
            pl.lit(pl.Series(INTENTS)).gather("intent").alias("suggestion_id"),
        ),
    ]
    rows.append(told.filter(pl.col("number") % 61 == 5).with_columns(kind=pl.lit("translation_corrected")))
    later = pl.when(pl.col("kind") == "suggestions_shown").then(1).otherwise(20)
    return pl.concat(rows, how="diagonal").with_columns(
        (pl.col("posted_at") + pl.duration(seconds=later)).alias("at"),
        pl.format("{}-{}", "kind", message_id(day, "number")).alias("activity_id"),
    )
