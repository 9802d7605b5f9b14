"""Sentiment: how people feel, in which languages, and which conversations turn negative."""

from __future__ import annotations

import polars as pl
import streamlit as st

from dashboards import charts, words
from dashboards.beside import Beside
from dashboards.colours import SENTIMENTS, TEAL
from dashboards.data import Frames
from dashboards.panels import Figure, chart, figures, nothing, panel, table
from dashboards.speech import each, mark, n, t
from dashboards.view import View, per

NAMES = {"negative": mark("Negative"), "neutral": mark("Neutral"), "positive": mark("Positive")}
MEANS = {
    "positive": mark("Positive, of scored messages."),
    "negative": mark("Negative, of scored messages."),
}


def _series() -> dict[str, tuple[str, str]]:
    return {one: (t(name), SENTIMENTS[one]) for one, name in NAMES.items()}


def draw(view: View, frames: Frames) -> None:
    """The whole page."""
    figures(_key_figures(frames))
    if not frames["summary"]["scored"].item():
        nothing(t("No message was scored in this time."))
        return
    with panel(
        t("Net sentiment {per}", per=per(view.axis)),
        t("Percent of positive less percent of negative messages, −100 to +100."),
    ):
        points = frames["over_time"].with_columns(pl.col("net") * 100)
        chart(
            charts.lines(
                points,
                view.axis,
                {"net": (t("Net sentiment"), TEAL)},
                t("Net sentiment"),
                "+.0f",
                (-100, 100),
                True,
            ),
            t("Line chart of net sentiment {per}.", per=per(view.axis)),
            "net",
        )
    with panel(t("Sentiments {per}", per=per(view.axis)), t("Scored messages by sentiment.")):
        chart(
            charts.bars(frames["over_time"], view.axis, _series(), t("Messages")),
            t("Stacked bar chart of negative, neutral and positive messages {per}.", per=per(view.axis)),
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
            t("Net sentiment"),
            words.points(sentiment["net"]),
            t("Percent of positive less percent of negative messages, from −100 to +100."),
            context=sentiment.points("net"),
        ),
        *(
            Figure(
                t(NAMES[name]),
                words.share(sentiment[f"{name}_share"]),
                t(MEANS[name]),
                sentiment.points(f"{name}_share"),
            )
            for name in ("positive", "negative")
        ),
        Figure(
            t("Scored"),
            words.count(sentiment["scored"]),
            t("Messages that have a sentiment. The others are too short or unclear, or not scored yet."),
            context=t("of {whole}", whole=words.count(sentiment["messages"])),
        ),
        Figure(
            t("Turning negative"),
            words.count(turning["turning"]),
            t("Conversations in which a side did not begin negative, and its last two messages are."),
            context=t("of {whole} judged", whole=words.count(turning["judged"])),
        ),
        Figure(
            t("Start to end"),
            words.points(change["mean_delta"]),
            t("Score of a conversation's last message less that of its first, on average."),
            context=n("{count} conversation", "{count} conversations", change["conversations"]),
        ),
    ]


def _alerts(view: View, frame: pl.DataFrame) -> None:
    with panel(
        t("Turns for the worse {per}", per=per(view.axis)),
        t("Alerts: the sentiment of one side fell while people talked, and the other side was told."),
    ):
        if not frame["alerts"].sum():
            return nothing(t("No alert in this time."))
        chart(
            charts.bars(frame, view.axis, {"alerts": (t("Alerts"), SENTIMENTS["negative"])}, t("Alerts")),
            t(
                "Bar chart of alerts {per}: {count} in all.",
                per=per(view.axis),
                count=words.count(int(frame["alerts"].sum())),
            ),
            "alerts",
        )
    return None


def _languages(view: View, frame: pl.DataFrame) -> None:
    with panel(
        t("Sentiment by language"),
        t("Scored messages by the language they are written in; net sentiment at the end."),
    ):
        top = frame.head(10).with_columns(
            each(frame.head(10)["language"], words.language).alias("language"),
            each(frame.head(10)["net"], words.points).alias("note"),
        )
        told = "; ".join(f"{row['language']} {row['note']}" for row in top.to_dicts())
        chart(
            charts.ranking(top, "language", _series(), t("Messages"), "note", view.mode),
            t("Stacked bar chart of sentiments by language: {list}.", list=told),
            "sentiment-languages",
        )


def _turning(view: View, frame: pl.DataFrame) -> None:
    with panel(
        t("Conversations turning negative"),
        t("A side that began without a negative message, and whose last two are negative."),
    ):
        if frame.is_empty():
            return nothing(t("None at the moment."))
        top = frame.head(10)
        table(
            {
                t("Conversation"): [words.short_id(one) for one in top["conversation_id"]],
                t("Language"): [words.language(code) for code in top["language"]],
                t("Negative since"): [words.moment(when, view.choice.zone) for when in top["since"]],
            },
            t("Conversations turning negative"),
        )
        if frame.height > 10:
            nothing(n("and {count} more", "and {count} more", frame.height - 10))
    return None
