"""Response and resolution: how long customers wait, for whom, and how their cases end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl
import streamlit as st

from analytics.metrics.hours import Hours
from dashboards import charts, glossary, words
from dashboards.colours import DEEP, GREY, MIST, ORANGE, TEAL, VIOLET
from dashboards.data import Frames
from dashboards.panels import Figure, chart, compared, figures, nothing, panel, table
from dashboards.speech import each, t
from dashboards.support import PHASES, SHARES, WAITS
from dashboards.view import View, per

_LINES = {"first_response": TEAL, "next_response": ORANGE, "resolution": VIOLET}
_PARTS = {"bot_time": MIST, "queue_time": ORANGE, "human_time": TEAL, "customer_time": GREY}

Row = Mapping[str, Any]


def counts_hours(hours: Hours) -> bool:
    """Draw the choice between calendar time and office hours, and give it back."""
    return st.toggle(
        t("Office hours alone ({zone})", zone=hours.zone), key="office",
        bind="query-params", persist_state="session",
        help=t("Waits and resolutions pass only while the desk is open, as its owners have set it."),
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
    within = t("90 % within {time}", time=words.duration(row["p90"]))
    told = compared(row["value"], row["before"]) or within
    size = t("Median of {count}", count=words.count(row["size"]))
    means = f"{size}; {within}. {glossary.definition(name)}"
    return Figure(glossary.metric(name), words.duration(row["value"]), means, told)


def _share(row: Row) -> Figure:
    name = row["metric"]
    of = words.of(row["part"], row["size"])
    return Figure(glossary.metric(name), words.share(row["value"]), glossary.definition(name), of)


def _waits(view: View, frame: pl.DataFrame) -> None:
    counted = t("Medians in minutes, by when the case or turn began.")
    with panel(t("How long customers wait {per}", per=per(view.axis)), counted):
        if not any(frame[name].count() for name in WAITS):
            return nothing(t("Nothing was answered or resolved in this time."))
        minutes = frame.with_columns(pl.col(WAITS) / 60)
        series = {name: (glossary.metric(name), colour) for name, colour in _LINES.items()}
        chart(
            charts.lines(minutes, view.axis, series, t("Minutes"), ",.2~f"),
            t(
                "Line chart of the median first response, next response and resolution {per}.",
                per=per(view.axis),
            ),
            "waits",
        )
    return None


def _phases(view: View, frame: pl.DataFrame) -> None:
    counted = t("Mean minutes of a resolved case, by who was waited for.")
    with panel(t("Where the time goes {per}", per=per(view.axis)), counted):
        minutes = frame.with_columns(pl.col(PHASES) / 60)
        if not minutes.select(pl.sum_horizontal(pl.col(PHASES).sum())).item():
            return nothing(t("No case was resolved in this time."))
        series = {name: (glossary.metric(name), colour) for name, colour in _PARTS.items()}
        chart(
            charts.bars(minutes, view.axis, series, t("Minutes"), ",.1f"),
            t(
                "Stacked bar chart of the mean time of a case {per}: bot, queue, agent, customer.",
                per=per(view.axis),
            ),
            "phases",
        )
    return None


def _rates(known: Mapping[str, Row]) -> None:
    with panel(t("How cases end"), t("Share of those that could be judged; as much time before beside it.")):
        rows = [known[name] for name in SHARES]
        table(
            {
                t("Outcome"): [glossary.metric(row["metric"]) for row in rows],
                t("Share"): [words.share(row["value"]) for row in rows],
                t("Cases"): [words.of(row["part"], row["size"]) for row in rows],
                t("Before"): [words.share(row["before"]) for row in rows],
            },
            t("How cases end"),
        )
        with st.expander(t("What is counted")):
            for row in rows:
                st.markdown(f"**{glossary.metric(row['metric'])}.** {glossary.definition(row['metric'])}")


def _languages(view: View, frame: pl.DataFrame) -> None:
    counted = t("Answered cases by the customer's language; the median at the end.")
    with panel(t("First response by language"), counted):
        if frame.is_empty():
            return nothing(t("Nothing was answered in this time."))
        top = frame.head(10).with_columns(
            each(frame.head(10)["language"], words.language).alias("language"),
            each(frame.head(10)["median"], words.duration).alias("note"),
        )
        told = "; ".join(
            f"{row['language']} {words.joined(row['note'], row['count'])}" for row in top.to_dicts()
        )
        chart(
            charts.ranking(top, "language", {"count": (t("Cases"), DEEP)}, t("Cases"), "note", view.mode),
            t("Bar chart of answered cases by language with the median first response: {list}.", list=told),
            "response-languages",
        )
    return None
