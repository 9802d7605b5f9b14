"""Sentiment: how people feel, in which languages, and which conversations turn negative."""

from __future__ import annotations

import polars as pl
import streamlit as st

from dashboards import charts, words
from dashboards.beside import Beside
from dashboards.colours import SENTIMENTS, TEAL
from dashboards.data import Frames
from dashboards.panels import Figure, chart, figures, nothing, panel
from dashboards.view import View, per

SERIES = {name: (name.capitalize(), SENTIMENTS[name]) for name in ("negative", "neutral", "positive")}


def draw(view: View, frames: Frames) -> None:
    """The whole page."""
    figures(_key_figures(frames))
    if not frames["summary"]["scored"].item():
        nothing("No message was scored in this time.")
        return
    with panel(
        f"Net sentiment {per(view.axis)}",
        "Percent of positive less percent of negative messages, −100 to +100.",
    ):
        points = frames["over_time"].with_columns(pl.col("net") * 100)
        chart(
            charts.lines(
                points,
                view.axis,
                {"net": ("Net sentiment", TEAL)},
                "Net sentiment",
                "+.0f",
                (-100, 100),
                True,
            ),
            f"Line chart of net sentiment {per(view.axis)}.",
            "net",
        )
    with panel(f"Sentiments {per(view.axis)}", "Scored messages by sentiment."):
        chart(
            charts.bars(frames["over_time"], view.axis, SERIES, "Messages"),
            f"Stacked bar chart of negative, neutral and positive messages {per(view.axis)}.",
            "sentiments",
        )
    _alerts(view, frames["alerts"])
    left, right = st.columns(2)
    with left:
        _languages(view, frames["languages"])
    with right:
        _turning(view, frames["turning"])


def _key_figures(frames: Frames) -> list[Figure]:
    sentiment = Beside(frames["summary"], frames["before"])
    turning = frames["turning_summary"].row(0, named=True)
    change = frames["change"].row(0, named=True)
    return [
        Figure(
            "Net sentiment",
            words.points(sentiment["net"]),
            "Percent of positive less percent of negative messages, from −100 to +100.",
            context=sentiment.points("net"),
        ),
        *(
            Figure(
                name.capitalize(),
                words.share(sentiment[f"{name}_share"]),
                f"{name.capitalize()}, of scored messages.",
                sentiment.points(f"{name}_share"),
            )
            for name in ("positive", "negative")
        ),
        Figure(
            "Scored",
            words.count(sentiment["scored"]),
            "Messages that have a sentiment. The others are too short or unclear, or not scored yet.",
            context=f"of {words.count(sentiment['messages'])}",
        ),
        Figure(
            "Turning negative",
            words.count(turning["turning"]),
            "Conversations in which a side did not begin negative, and its last two messages are.",
            context=f"of {words.count(turning['judged'])} judged",
        ),
        Figure(
            "Start to end",
            words.points(change["mean_delta"]),
            "Score of a conversation's last message less that of its first, on average.",
            context=f"{words.count(change['conversations'])} conversations",
        ),
    ]


def _alerts(view: View, frame: pl.DataFrame) -> None:
    with panel(
        f"Turns for the worse {per(view.axis)}",
        "Alerts: the sentiment of one side fell while people talked, and the other side was told.",
    ):
        if not frame["alerts"].sum():
            return nothing("No alert in this time.")
        chart(
            charts.bars(frame, view.axis, {"alerts": ("Alerts", SENTIMENTS["negative"])}, "Alerts"),
            f"Bar chart of alerts {per(view.axis)}: {frame['alerts'].sum()} in all.",
            "alerts",
        )
    return None


def _languages(view: View, frame: pl.DataFrame) -> None:
    with panel(
        "Sentiment by language",
        "Scored messages by the language they are written in; net sentiment at the end.",
    ):
        top = frame.head(10).with_columns(
            pl.col("language").map_elements(words.language, pl.String),
            pl.col("net").map_elements(words.points, pl.String, skip_nulls=False).alias("note"),
        )
        told = "; ".join(f"{row['language']} net sentiment {row['note']}" for row in top.to_dicts())
        chart(
            charts.ranking(top, "language", SERIES, "Messages", "note", view.mode),
            f"Stacked bar chart of sentiments by language: {told}.",
            "sentiment-languages",
        )


def _turning(view: View, frame: pl.DataFrame) -> None:
    with panel(
        "Conversations turning negative",
        "A side that began without a negative message, and whose last two are negative.",
    ):
        if frame.is_empty():
            return nothing("None at the moment.")
        top = frame.head(10)
        st.table(
            pl.DataFrame(
                {
                    "Conversation": [words.short_id(one) for one in top["conversation_id"]],
                    "Language": [words.language(code) for code in top["language"]],
                    "Negative since": [words.moment(when, view.choice.zone) for when in top["since"]],
                }
            )
        )
        if frame.height > 10:
            nothing(f"and {frame.height - 10} more")
    return None
