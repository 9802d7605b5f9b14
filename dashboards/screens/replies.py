"""Replies: which suggestions were shown and taken, and how soon people answer each other."""

from __future__ import annotations

import polars as pl
import streamlit as st

from dashboards import charts, words
from dashboards.beside import Beside
from dashboards.colours import GREY, MIST, ORANGE, TEAL
from dashboards.data import Frames
from dashboards.panels import Figure, chart, figures, nothing, panel
from dashboards.view import View, per

TAKEN = {"unchanged": ("Unchanged", TEAL), "edited": ("Edited", ORANGE)}


def draw(view: View, frames: Frames) -> None:
    """The whole page."""
    figures(_key_figures(frames))
    _over_time(view, frames["over_time"])
    left, right = st.columns(2)
    with left:
        _languages(view, frames["languages"])
    with right:
        _intents(view, frames["intents"])
    _answers(view, frames)


def _key_figures(frames: Frames) -> list[Figure]:
    row = Beside(frames["summary"], frames["before"])
    answer = Beside(frames["response"], frames["response_before"])
    return [
        Figure(
            "Shown",
            words.count(row["shown"]),
            "Messages under which suggested replies were on the reader's screen.",
            context=row.percent("shown"),
        ),
        Figure(
            "Accepted",
            words.count(row["accepted"]),
            "Of these, those answered with a suggestion, unchanged or edited.",
            context=row.percent("accepted"),
        ),
        Figure("Acceptance", words.share(row["acceptance"]), "Accepted, of shown.", row.points("acceptance")),
        Figure(
            "Edited",
            words.share(row["edited_share"]),
            "Edited before sending, of accepted.",
            context=row.points(
                "edited_share", f"{words.count(row['edited'])} of {words.count(row['accepted'])}"
            ),
        ),
        Figure(
            "Answer, median",
            words.duration(answer["median_s"]),
            "Time from the first unanswered message to the other side's answer, up to 24 hours.",
            context=answer.percent("median_s", f"{words.count(answer['responses'])} answers"),
        ),
        Figure(
            "90 % within",
            words.duration(answer["p90_s"]),
            "90 of 100 answers took no longer.",
            context=answer.percent("p90_s"),
        ),
    ]


def _over_time(view: View, frame: pl.DataFrame) -> None:
    with panel(
        f"Suggestions {per(view.axis)}", "Messages with suggestions on the screen, by what became of them."
    ):
        if not frame["shown"].sum():
            return nothing("No suggestion was shown in this time.")
        unused = frame.with_columns((pl.col("shown") - pl.col("accepted")).alias("unused"))
        series = {**TAKEN, "unused": ("Not taken", GREY)}
        chart(
            charts.bars(unused, view.axis, series, "Messages"),
            f"Stacked bar chart of suggestions sent unchanged, edited and not taken {per(view.axis)}.",
            "suggestions",
        )
    return None


def _languages(view: View, frame: pl.DataFrame) -> None:
    with panel("By language of the reply", "Messages with suggestions; at the end how many were accepted."):
        if frame.is_empty():
            return nothing("No suggestion was shown in this time.")
        top = frame.head(10).with_columns(
            pl.col("language").map_elements(words.language, pl.String),
            (pl.col("shown") - pl.col("accepted")).alias("unused"),
            pl.col("acceptance").map_elements(words.share, pl.String, skip_nulls=False).alias("note"),
        )
        told = "; ".join(f"{row['language']} {row['note']} of {row['shown']}" for row in top.to_dicts())
        series = {"accepted": ("Accepted", TEAL), "unused": ("Not taken", MIST)}
        chart(
            charts.ranking(top, "language", series, "Messages", "note", view.mode),
            f"Bar chart of acceptance by language: {told}.",
            "reply-languages",
        )
    return None


def _intents(view: View, frame: pl.DataFrame) -> None:
    with panel("Top intents", "Replies accepted most; at the end accepted of shown."):
        accepted = frame.filter(pl.col("accepted") > 0).head(10)
        if accepted.is_empty():
            return nothing("No suggestion was accepted in this time.")
        top = accepted.with_columns(
            pl.col("intent").map_elements(words.intent, pl.String),
            pl.format("{} of {}", "accepted", "shown").alias("note"),
        )
        told = "; ".join(f"{row['intent']} {row['note']}" for row in top.to_dicts())
        chart(
            charts.ranking(top, "intent", TAKEN, "Messages", "note", view.mode),
            f"Bar chart of accepted replies by intent: {told}.",
            "intents",
        )
    return None


def _answers(view: View, frames: Frames) -> None:
    with panel(
        f"How soon people answer {per(view.axis)}",
        "Minutes from the first unanswered message to the other side's answer, up to 24 hours.",
    ):
        if not frames["response"]["responses"].item():
            return nothing("Nobody has answered yet.")
        minutes = frames["response_over_time"].with_columns(pl.col("median_s", "p90_s") / 60)
        series = {"median_s": ("Median", TEAL), "p90_s": ("90th percentile", ORANGE)}
        chart(
            charts.lines(minutes, view.axis, series, "Minutes", ",.1~f"),
            f"Line chart of the median and the 90th percentile of answer times {per(view.axis)}.",
            "answers",
        )
        told = " · ".join(
            f"{words.language(row['language'])} **{words.duration(row['median_s'])}**"
            for row in frames["response_languages"].head(8).to_dicts()
        )
        st.markdown(f"Median by language of the answer: {told}")
    return None
