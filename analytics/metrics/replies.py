"""Suggested replies: shown, taken as they are, taken and edited.

An offer is one message for whose reader suggestions were on the screen; one that was taken counts as shown,
even where the showing was not recorded. An offer is taken at most once: the last time counts.

accepted = sent unchanged + sent after an edit. acceptance rate = accepted / shown.
edited share = edited / accepted. By intent: shown = offers that had the intent among their suggestions.
"""

from __future__ import annotations

import polars as pl

from analytics.metrics.axis import Axis

TAKEN = {"suggestion_sent": "unchanged", "suggestion_edited": "edited"}

COUNTS = (
    pl.len().cast(pl.Int64).alias("shown"),
    (pl.col("outcome") == "unchanged").sum().cast(pl.Int64).alias("unchanged"),
    (pl.col("outcome") == "edited").sum().cast(pl.Int64).alias("edited"),
    (pl.col("outcome") != "ignored").sum().cast(pl.Int64).alias("accepted"),
)


def offers(messages: pl.LazyFrame, activity: pl.LazyFrame) -> pl.LazyFrame:
    """One row per offer on these messages: message_id, conversation_id, organisation_id, posted_at, language
    (of the replies), intents, outcome ("ignored", "unchanged", "edited"), intent (taken, else null), saved
    (characters that were not typed, of taken ones; null where it is not known).
    """
    kinds = ["suggestions_shown", *TAKEN]
    taken = pl.col("kind").is_in(list(TAKEN))
    seen = (
        activity.filter(pl.col("kind").is_in(kinds), pl.col("message_id").is_not_null())
        .sort("at")
        .group_by("message_id")
        .agg(
            pl.col("kind").filter(taken).last().replace(TAKEN).fill_null("ignored").alias("outcome"),
            pl.col("suggestion_id").filter(taken).last().alias("intent"),
            pl.col("count").filter(taken).last().alias("saved"),
        )
    )
    about = messages.select(
        "message_id",
        "conversation_id",
        "organisation_id",
        "posted_at",
        pl.col("targets").list.first().alias("language"),
        "intents",
    )
    return about.join(seen, on="message_id", how="inner")


def _with_rates(frame: pl.LazyFrame) -> pl.LazyFrame:
    shown, accepted = pl.col("shown"), pl.col("accepted")
    return frame.with_columns(
        pl.when(shown > 0).then(accepted / shown).alias("acceptance"),
        pl.when(accepted > 0).then(pl.col("edited") / accepted).alias("edited_share"),
    )


def summary(offered: pl.LazyFrame) -> pl.LazyFrame:
    """One row: shown, unchanged, edited, accepted, acceptance, edited_share."""
    return _with_rates(offered.select(*COUNTS))


def by_language(offered: pl.LazyFrame) -> pl.LazyFrame:
    """Per language of the replies: what `summary` has. Most shown first."""
    return _with_rates(offered.group_by("language").agg(COUNTS)).sort(
        "shown", "language", descending=[True, False]
    )


def over_time(offered: pl.LazyFrame, axis: Axis) -> pl.LazyFrame:
    """Per bucket of the message answered: what `summary` has; rates are null where nothing was shown."""
    counted = _with_rates(offered.group_by(axis.bucket("posted_at")).agg(COUNTS))
    return axis.filled(counted, ("shown", "unchanged", "edited", "accepted"))


def by_intent(offered: pl.LazyFrame) -> pl.LazyFrame:
    """Per intent: shown, unchanged, edited, accepted, acceptance. Most accepted first, then most shown."""
    had = offered.with_columns(
        pl.when(pl.col("intent").is_null())
        .then(pl.col("intents").fill_null([]))
        .otherwise(pl.col("intents").fill_null([]).list.set_union(pl.concat_list("intent")))
    )
    mine = pl.col("intents") == pl.col("intent")
    per_intent = had.explode("intents", empty_as_null=False).with_columns(
        pl.when(mine).then("outcome").otherwise(pl.lit("ignored")).alias("outcome")
    )
    return (
        _with_rates(per_intent.group_by(pl.col("intents").alias("intent")).agg(COUNTS))
        .drop("edited_share")
        .sort("accepted", "shown", "intent", descending=[True, True, False])
    )
