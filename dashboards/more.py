"""Figures that a page shows besides its own, by the names of their metrics: as the HTTP API answers them."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl
import streamlit as st

from analytics.lake import Lake, collect
from analytics.metrics import measure
from analytics.metrics.registry import METRICS
from analytics.scope import Scope
from dashboards.data import ENTRIES, KEEP, Question

OF_PAGES: Mapping[str, tuple[str, ...]] = {
    "overview": ("active_people", "active_customers", "active_agents", "concurrency"),
    "translation": ("untranslated", "low_confidence", "corrected", "repair"),
    "sentiment": ("sentiment_change", "ended_negative"),
    "replies": ("suggested", "characters_saved"),
}
"""What each page shows so."""


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
    metrics = [METRICS[name] for name in names]

    def query() -> list[pl.LazyFrame]:
        frames = {one: measure.frame(lake, scope, one) for one in {one.grain for one in metrics}}
        rows = [measure.rows(one, frames[one.grain], scope) for one in metrics]
        return [measure.plain(one, measure.figure(one, of)) for one, of in zip(metrics, rows, strict=True)]

    return pl.concat(collect(query))
