"""Response and resolution: how long customers wait, for whom, and how their cases end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl
import streamlit as st

from analytics.metrics.hours import Hours
from analytics.metrics.registry import METRICS
from dashboards import charts, words
from dashboards.colours import DEEP, GREY, MIST, ORANGE, TEAL, VIOLET
from dashboards.data import Frames
from dashboards.panels import Figure, chart, compared, figures, nothing, panel, table
from dashboards.support import PHASES, SHARES, WAITS
from dashboards.view import View, per

NAMES = {
    "first_response": "First response",
    "next_response": "Next response",
    "resolution": "Resolution",
    "bot_time": "Bot",
    "queue_time": "Queue",
    "human_time": "Agent",
    "customer_time": "Customer",
    "one_touch": "One touch",
    "reopened": "Reopened",
    "transferred": "Transferred",
    "handed_over": "Handed over by a bot",
    "bot_resolved": "Resolved by a bot",
    "missed": "Missed",
    "dropped": "Dropped",
    "satisfied": "Satisfied (CSAT)",
    "rated": "Rated",
}
_LINES = {"first_response": TEAL, "next_response": ORANGE, "resolution": VIOLET}
_PARTS = {"bot_time": MIST, "queue_time": ORANGE, "human_time": TEAL, "customer_time": GREY}

Row = Mapping[str, Any]


def counts_hours(hours: Hours) -> bool:
    """Draw the choice between calendar time and office hours, and give it back."""
    return st.toggle(
        f"Office hours alone ({hours.zone})", key="office", bind="query-params", persist_state="session",
        help="Waits and resolutions pass only while the desk is open, as its owners have set it.",
    )  # fmt: skip


def draw(view: View, frames: Frames) -> None:
    """The whole page."""
    known = {row["metric"]: row for row in frames["figures"].to_dicts()}
    figures([*(_wait(known[name]) for name in WAITS), _share(known["one_touch"]), _share(known["satisfied"])])
    _waits(view, frames["over_time"])
    _phases(view, frames["phases"])
    left, right = st.columns(2)
    with left:
        _rates(known)
    with right:
        _languages(view, frames["languages"])


def _wait(row: Row) -> Figure:
    name = row["metric"]
    within = f"90 % within {words.duration(row['p90'])}"
    told = compared(row["value"], row["before"]) or within
    means = f"Median of {words.count(row['size'])}; {within}. {METRICS[name].definition}"
    return Figure(NAMES[name], words.duration(row["value"]), means, told)


def _share(row: Row) -> Figure:
    name = row["metric"]
    of = f"{words.count(row['part'])} of {words.count(row['size'])}"
    return Figure(NAMES[name], words.share(row["value"]), METRICS[name].definition, of)


def _waits(view: View, frame: pl.DataFrame) -> None:
    counted = "Medians in minutes, by when the case or turn began."
    with panel(f"How long customers wait {per(view.axis)}", counted):
        if not any(frame[name].count() for name in WAITS):
            return nothing("Nothing was answered or resolved in this time.")
        minutes = frame.with_columns(pl.col(WAITS) / 60)
        series = {name: (NAMES[name], colour) for name, colour in _LINES.items()}
        chart(
            charts.lines(minutes, view.axis, series, "Minutes", ",.2~f"),
            f"Line chart of the median first response, next response and resolution {per(view.axis)}.",
            "waits",
        )
    return None


def _phases(view: View, frame: pl.DataFrame) -> None:
    counted = "Mean minutes of a resolved case, by who was waited for."
    with panel(f"Where the time goes {per(view.axis)}", counted):
        minutes = frame.with_columns(pl.col(PHASES) / 60)
        if not minutes.select(pl.sum_horizontal(pl.col(PHASES).sum())).item():
            return nothing("No case was resolved in this time.")
        series = {name: (NAMES[name], colour) for name, colour in _PARTS.items()}
        chart(
            charts.bars(minutes, view.axis, series, "Minutes", ",.1f"),
            f"Stacked bar chart of the mean time of a case {per(view.axis)}: bot, queue, agent, customer.",
            "phases",
        )
    return None


def _rates(known: Mapping[str, Row]) -> None:
    with panel("How cases end", "Share of those that could be judged; as much time before beside it."):
        rows = [known[name] for name in SHARES]
        table(
            {
                "Outcome": [NAMES[row["metric"]] for row in rows],
                "Share": [words.share(row["value"]) for row in rows],
                "Cases": [f"{words.count(row['part'])} of {words.count(row['size'])}" for row in rows],
                "Before": [words.share(row["before"]) for row in rows],
            },
            "How cases end",
        )
        with st.expander("What is counted"):
            for row in rows:
                st.markdown(f"**{NAMES[row['metric']]}.** {METRICS[row['metric']].definition}")


def _languages(view: View, frame: pl.DataFrame) -> None:
    counted = "Answered cases by the customer's language; the median at the end."
    with panel("First response by language", counted):
        if frame.is_empty():
            return nothing("Nothing was answered in this time.")
        top = frame.head(10).with_columns(
            pl.col("language").map_elements(words.language, pl.String, skip_nulls=False),
            pl.col("median").map_elements(words.duration, pl.String, skip_nulls=False).alias("note"),
        )
        told = "; ".join(f"{row['language']} {row['note']} of {row['count']}" for row in top.to_dicts())
        chart(
            charts.ranking(top, "language", {"count": ("Cases", DEEP)}, "Cases", "note", view.mode),
            f"Bar chart of answered cases by language with the median first response: {told}.",
            "response-languages",
        )
    return None
