"""How well translation keeps up: what was needed, what was translated, how long it took, what failed and why.

An attempt is one message and one language that a reader wanted of it. Its outcome:

- translated: there is a translation;
- failed: the worker tried and gave up; unsupported: no way between the two languages;
- waiting: not enriched yet;
- not_needed: written in the reader's language; counts nowhere.

needed = translated + failed + unsupported, so what still waits is judged neither way.
share translated = translated / needed. rough share = rough / translated.
wait = time from the message's queueing to its enrichment, of translated attempts only.
"""

from __future__ import annotations

import polars as pl

from analytics.metrics.axis import Axis

SETTLED = ("translated", "failed", "unsupported")
UNSURE_BELOW = 0.6
"""Confidence below which translations are marked in the chat: as `nlp.tasks.translation.confidence`."""

_is = pl.col("outcome").eq


def _count(outcome: str) -> pl.Expr:
    return _is(outcome).sum().cast(pl.Int64)


SHARES = (
    _count("translated").alias("translated"),
    _count("failed").alias("failed"),
    _count("unsupported").alias("unsupported"),
    _count("waiting").alias("waiting"),
    pl.col("outcome").is_in(SETTLED).sum().cast(pl.Int64).alias("needed"),
    (_is("translated") & pl.col("rough")).sum().cast(pl.Int64).alias("rough"),
)
WAITS = (
    _count("translated").alias("translated"),
    (pl.col("wait_ms").filter(_is("translated")).quantile(0.5, "linear") / 1000).alias("p50_s"),
    (pl.col("wait_ms").filter(_is("translated")).quantile(0.95, "linear") / 1000).alias("p95_s"),
)


_SHARED = ("message_id", "conversation_id", "organisation_id", "posted_at", "wait_ms")
_OF_MESSAGES = (*_SHARED, "language", "targets", "enriched", "problem")
_OF_TRANSLATIONS = (
    *_SHARED,
    "source",
    "target",
    "status",
    "rough",
    "reason",
    "engine",
    "route",
    "confidence",
)


def attempts(messages: pl.LazyFrame, translations: pl.LazyFrame) -> pl.LazyFrame:
    """One row per attempt: message_id, conversation_id, organisation_id, posted_at, source, target, outcome,
    rough, wait_ms, reason, engine, route, confidence. `not_needed` ones are left out.
    """
    # Each is asked twice, and read once.
    messages = messages.select(_OF_MESSAGES).cache()
    translations = translations.select(_OF_TRANSLATIONS).cache()
    columns = ("message_id", "conversation_id", "organisation_id", "posted_at", "source", "target")
    tried = translations.filter(pl.col("status") != "not_needed").select(
        *columns,
        pl.col("status").replace("done", "translated").alias("outcome"),
        pl.col("rough").fill_null(False),
        "wait_ms",
        "reason",
        "engine",
        "route",
        "confidence",
    )
    undone = messages.filter(pl.col("enriched") != "done")
    known = translations.select("message_id", "target").join(undone, on="message_id", how="semi")
    open_ones = (
        undone.rename({"language": "source"})
        .explode("targets", empty_as_null=False)
        .rename({"targets": "target"})
        .filter(pl.col("target") != pl.col("source"))
        .join(known, on=["message_id", "target"], how="anti")
        .select(
            *columns,
            pl.col("enriched").replace("pending", "waiting").alias("outcome"),
            pl.lit(False).alias("rough"),
            "wait_ms",
            pl.col("problem").alias("reason"),
            pl.lit(None, pl.String).alias("engine"),
            pl.lit(None, pl.String).alias("route"),
            pl.lit(None, pl.Float64).alias("confidence"),
        )
    )
    return pl.concat([tried, open_ones])


def corrections(tried: pl.LazyFrame, activity: pl.LazyFrame) -> pl.LazyFrame:
    """Attempts with `corrected`: somebody changed the translation of that message."""
    told = activity.filter(pl.col("kind") == "translation_corrected").select("message_id").unique()
    marked = told.with_columns(pl.lit(True).alias("corrected"))
    return tried.join(marked, on="message_id", how="left").with_columns(pl.col("corrected").fill_null(False))


def _with_shares(frame: pl.LazyFrame) -> pl.LazyFrame:
    needed, translated = pl.col("needed"), pl.col("translated")
    return frame.with_columns(
        pl.when(needed > 0).then(translated / needed).alias("share"),
        pl.when(translated > 0).then(pl.col("rough") / translated).alias("rough_share"),
    )


def summary(tried: pl.LazyFrame) -> pl.LazyFrame:
    """One row: needed, translated, failed, unsupported, waiting, rough, share, rough_share, p50_s, p95_s."""
    return _with_shares(tried.select(*SHARES, *WAITS[1:]))


def by_pair(tried: pl.LazyFrame) -> pl.LazyFrame:
    """Per source and target: what `summary` has. Most needed first."""
    grouped = tried.group_by("source", "target").agg(*SHARES, *WAITS[1:])
    order = ["needed", "waiting", "source", "target"]
    return _with_shares(grouped).sort(order, descending=[True, True, False, False])


def over_time(tried: pl.LazyFrame, axis: Axis) -> pl.LazyFrame:
    """Per bucket of posting: needed, translated, failed, unsupported, waiting, rough; share, rough_share,
    p50_s, p95_s, null where nothing was.
    """
    counted = _with_shares(tried.group_by(axis.bucket("posted_at")).agg(*SHARES, *WAITS[1:]))
    return axis.filled(counted, ("needed", "translated", "failed", "unsupported", "waiting", "rough"))


def failures(tried: pl.LazyFrame) -> pl.LazyFrame:
    """Per reason and pair, of failed and unsupported attempts: outcome, reason, source, target, attempts."""
    return (
        tried.filter(pl.col("outcome").is_in(["failed", "unsupported"]))
        .with_columns(pl.col("reason").fill_null("unknown"))
        .group_by("outcome", "reason", "source", "target")
        .agg(pl.len().cast(pl.Int64).alias("attempts"))
        .sort("attempts", "reason", "source", "target", descending=[True, False, False, False])
    )
