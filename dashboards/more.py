"""Figures that a page shows besides its own, by the names of their metrics: as the HTTP API answers them."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl
import streamlit as st

from analytics import rollup
from analytics.lake import Lake, collect
from analytics.metrics import measure
from analytics.metrics.registry import METRICS, Grain, Metric
from analytics.scope import Scope
from dashboards.data import ENTRIES, KEEP, Question

OF_PAGES: Mapping[str, tuple[str, ...]] = {
    "overview": ("active_people", "active_customers", "active_agents", "concurrency"),
    "translation": ("untranslated", "low_confidence", "corrected", "repair"),
    "sentiment": ("sentiment_change", "ended_negative"),
    "replies": ("suggested", "characters_saved"),
}
"""What each page shows so."""

MESSAGE = (
    "conversation_id", "organisation_id", "author_id", "author_kind", "kind", "language", "targets",
    "posted_at",
)  # fmt: skip


@st.cache_data(ttl=KEEP, max_entries=ENTRIES, show_spinner=False)
def more(question: Question, names: tuple[str, ...]) -> pl.DataFrame:
    """One row a metric, as `analytics.metrics.measure.plain` has it, and `before`: its value of as much time
    before; null where there is none.
    """
    told = _told(question.lake, question.scope, names)
    if question.before is None:
        return told.with_columns(pl.lit(None, pl.Float64).alias("before"))
    past = _told(question.lake, question.before, names).select("metric", pl.col("value").alias("before"))
    return told.join(past, on="metric", how="left", maintain_order="left")


def _told(lake: Lake, scope: Scope, names: tuple[str, ...]) -> pl.DataFrame:
    """Those that have sums by quarters of an hour from these; what several others count is read once."""
    metrics = [METRICS[name] for name in names]
    summed = [one for one in metrics if rollup.rolls(one)]
    scanned = [one for one in metrics if not rollup.rolls(one)]

    grains = list({one.grain for one in scanned})

    def query() -> list[pl.LazyFrame]:
        sums = [rollup.rows(lake, scope, [one.name for one in summed])] if summed else []
        return [*(_counted(measure.frame(lake, scope, one), one) for one in grains), *sums]

    read = [one.lazy() for one in collect(query)]
    frames = dict(zip(grains, read, strict=False))
    told = [_plain(one, measure.rows(one, frames[one.grain], scope)) for one in scanned]
    told += [measure.plain(one, rollup.figure(one, read[-1])) for one in summed]
    found = pl.concat(pl.collect_all(told))
    return pl.DataFrame({"metric": names}).join(found, on="metric", how="left", maintain_order="left")


def _counted(frame: pl.LazyFrame, grain: Grain) -> pl.LazyFrame:
    """What metrics of a grain look at that have no sums: of messages who wrote where, and when."""
    return frame.select(MESSAGE) if grain == "message" else frame


def _plain(metric: Metric, rows: pl.LazyFrame) -> pl.LazyFrame:
    return measure.plain(metric, measure.figure(metric, rows))
