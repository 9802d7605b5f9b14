"""Replies: which suggestions were shown and taken, and how soon people answer each other."""

from __future__ import annotations

import polars as pl
import streamlit as st

from dashboards import charts, words
from dashboards.beside import Beside
from dashboards.colours import GREY, MIST, ORANGE, TEAL
from dashboards.data import Frames
from dashboards.panels import Figure, chart, figures, nothing, panel
from dashboards.speech import each, n, t
from dashboards.view import View, per


def _taken() -> dict[str, tuple[str, str]]:
    return {"unchanged": (t("Unchanged"), TEAL), "edited": (t("Edited"), ORANGE)}


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
    return [
        Figure(
            t("Shown"),
            words.count(row["shown"]),
            t("Messages under which suggested replies were on the reader's screen."),
            context=row.percent("shown"),
        ),
        Figure(
            t("Accepted"),
            words.count(row["accepted"]),
            t("Of these, those answered with a suggestion, unchanged or edited."),
            context=row.percent("accepted"),
        ),
        Figure(
            t("Acceptance"),
            words.share(row["acceptance"]),
            t("Accepted, of shown."),
            row.points("acceptance"),
        ),
        Figure(
            t("Edited"),
            words.share(row["edited_share"]),
            t("Edited before sending, of accepted."),
            context=row.points("edited_share", words.of(row["edited"], row["accepted"])),
        ),
        *_of_answers(Beside(frames["response"], frames["response_before"])),
    ]


def _of_answers(answer: Beside) -> list[Figure]:
    return [
        Figure(
            t("Answer, median"),
            words.duration(answer["median_s"]),
            t("Time from the first unanswered message to the other side's answer, up to 24 hours."),
            context=answer.percent("median_s", n("{count} answer", "{count} answers", answer["responses"])),
        ),
        Figure(
            t("90 % within"),
            words.duration(answer["p90_s"]),
            t("90 of 100 answers took no longer."),
            context=answer.percent("p90_s"),
        ),
    ]


def _over_time(view: View, frame: pl.DataFrame) -> None:
    with panel(
        t("Suggestions {per}", per=per(view.axis)),
        t("Messages with suggestions on the screen, by what became of them."),
    ):
        if not frame["shown"].sum():
            return nothing(t("No suggestion was shown in this time."))
        unused = frame.with_columns((pl.col("shown") - pl.col("accepted")).alias("unused"))
        series = {**_taken(), "unused": (t("Not taken"), GREY)}
        chart(
            charts.bars(unused, view.axis, series, t("Messages")),
            t(
                "Stacked bar chart of suggestions sent unchanged, edited and not taken {per}.",
                per=per(view.axis),
            ),
            "suggestions",
        )
    return None


def _languages(view: View, frame: pl.DataFrame) -> None:
    with panel(
        t("By language of the reply"), t("Messages with suggestions; at the end how many were accepted.")
    ):
        if frame.is_empty():
            return nothing(t("No suggestion was shown in this time."))
        top = frame.head(10).with_columns(
            each(frame.head(10)["language"], words.language).alias("language"),
            (pl.col("shown") - pl.col("accepted")).alias("unused"),
            each(frame.head(10)["acceptance"], words.share).alias("note"),
        )
        told = "; ".join(
            f"{row['language']} {words.joined(row['note'], row['shown'])}" for row in top.to_dicts()
        )
        series = {"accepted": (t("Accepted"), TEAL), "unused": (t("Not taken"), MIST)}
        chart(
            charts.ranking(top, "language", series, t("Messages"), "note", view.mode),
            t("Bar chart of acceptance by language: {list}.", list=told),
            "reply-languages",
        )
    return None


def _intents(view: View, frame: pl.DataFrame) -> None:
    with panel(t("Top intents"), t("Replies accepted most; at the end accepted of shown.")):
        accepted = frame.filter(pl.col("accepted") > 0).head(10)
        if accepted.is_empty():
            return nothing(t("No suggestion was accepted in this time."))
        top = accepted.with_columns(
            each(accepted["intent"], words.intent).alias("intent"),
            each(accepted.select("accepted", "shown").iter_rows(), lambda row: words.of(*row)).alias("note"),
        )
        told = "; ".join(f"{row['intent']} {row['note']}" for row in top.to_dicts())
        chart(
            charts.ranking(top, "intent", _taken(), t("Messages"), "note", view.mode),
            t("Bar chart of accepted replies by intent: {list}.", list=told),
            "intents",
        )
    return None


def _answers(view: View, frames: Frames) -> None:
    with panel(
        t("How soon people answer {per}", per=per(view.axis)),
        t("Minutes from the first unanswered message to the other side's answer, up to 24 hours."),
    ):
        if not frames["response"]["responses"].item():
            return nothing(t("Nobody has answered yet."))
        minutes = frames["response_over_time"].with_columns(pl.col("median_s", "p90_s") / 60)
        series = {"median_s": (t("Median"), TEAL), "p90_s": (t("90th percentile"), ORANGE)}
        chart(
            charts.lines(minutes, view.axis, series, t("Minutes"), ",.1~f"),
            t("Line chart of the median and the 90th percentile of answer times {per}.", per=per(view.axis)),
            "answers",
        )
        told = " · ".join(
            f"{words.language(row['language'])} **{words.duration(row['median_s'])}**"
            for row in frames["response_languages"].head(8).to_dicts()
        )
        st.markdown(t("Median by language of the answer: {list}", list=told))
    return None
