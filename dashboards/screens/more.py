"""What a page counts besides its own figures: a table with what each of them means."""

from __future__ import annotations

from typing import Any

import polars as pl
import streamlit as st

from analytics.metrics.registry import METRICS
from dashboards import glossary, words
from dashboards.panels import panel, table
from dashboards.speech import t


def draw(told: pl.DataFrame) -> None:
    """The panel. `told`: of `dashboards.more.more`."""
    rows = told.to_dicts()
    with panel(t("Also counted"), t("With as much time before beside it.")):
        table(
            {
                t("Figures"): [glossary.metric(row["metric"]) for row in rows],
                t("Value"): [_value(row) for row in rows],
                t("Before"): [_written(row["metric"], row["before"]) for row in rows],
            },
            t("Also counted"),
        )
        with st.expander(t("What is counted")):
            for row in rows:
                st.markdown(f"**{glossary.metric(row['metric'])}.** {glossary.definition(row['metric'])}")


def _value(row: dict[str, Any]) -> str:
    told = _written(row["metric"], row["value"])
    if METRICS[row["metric"]].measure == "level":
        mean = words.NOTHING if row["mean"] is None else words.number(row["mean"], "#,##0.0")
        return t("{peak} at most, {mean} on average", peak=told, mean=mean)
    return f"{told} · {words.of(row['part'], row['size'])}" if row["part"] is not None else told


def _written(name: str, value: float | None) -> str:
    unit = METRICS[name].unit
    if unit == "share":
        return words.share(value)
    if unit == "score":
        return words.points(value)
    return words.count(None if value is None else round(value))
