"""Overview: how much is said, by how many, and how it goes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import polars as pl
import streamlit as st

from dashboards import charts, words
from dashboards.beside import Beside
from dashboards.colours import ORANGE, TEAL
from dashboards.data import Frames
from dashboards.panels import Figure, chart, figures, nothing, panel
from dashboards.view import View, per

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def draw(view: View, frames: Frames, live: Frames) -> None:
    """The whole page."""
    figures(_key_figures(view, frames))
    _live(view, live)
    with panel(f"Messages {per(view.axis)}", "Messages posted, translated or not."):
        shown = charts.bars(frames["over_time"], view.axis, {"messages": ("Messages", TEAL)}, "Messages")
        total = words.count(frames["totals"]["messages"].item())
        chart(shown, f"Bar chart of {total} messages {per(view.axis)}.", "messages")
    with panel(
        f"People and conversations {per(view.axis)}", "People who wrote, and conversations written in."
    ):
        series = {"people": ("People", TEAL), "conversations": ("Conversations", ORANGE)}
        chart(
            charts.lines(frames["over_time"], view.axis, series, "Number"),
            f"Line chart of people and conversations {per(view.axis)}.",
            "people",
        )
    left, right = st.columns(2)
    with left:
        _languages(view, frames["languages"])
    with right:
        _hours(view, frames["hours"])


def _key_figures(view: View, frames: Frames) -> list[Figure]:
    now = frames["totals"].row(0, named=True)
    before = frames["before"].row(0, named=True) if frames["before"].height else None
    translation = Beside(frames["translation"], frames["translation_before"])
    sentiment = Beside(frames["sentiment"], frames["sentiment_before"])
    return [
        _compared("Messages", now, before, "messages", "Messages posted."),
        _compared("People", now, before, "people", "People who wrote at least one message."),
        _compared("Conversations", now, before, "conversations", "Conversations with at least one message."),
        Figure(
            "Translated",
            words.share(translation["share"]),
            "Translated, of the messages that needed it. Those still waiting are not counted.",
            context=translation.points(
                "share", f"{words.count(translation['translated'])} of {words.count(translation['needed'])}"
            ),
        ),
        Figure(
            "Wait, median",
            words.duration(translation["p50_s"]),
            "Half of all translations were there so long after the message was sent, or sooner.",
            context=translation.percent("p50_s", f"95 % within {words.duration(translation['p95_s'])}"),
        ),
        Figure(
            "Net sentiment",
            words.points(sentiment["net"]),
            "Percent of positive less percent of negative messages, from −100 to +100.",
            context=sentiment.points("net", f"{words.count(sentiment['scored'])} scored"),
        ),
    ]


def _compared(
    label: str, now: dict[str, Any], before: dict[str, Any] | None, column: str, means: str
) -> Figure:
    value = words.count(now[column])
    if not before or not before[column]:
        return Figure(label, value, means)
    change = (now[column] - before[column]) / before[column]
    told = f"{means} The change is against as much time before."
    return Figure(label, value, told, f"{change:+.0%} vs before".replace("-", "−"))


def _live(view: View, live: Frames) -> None:
    now = live["now"].row(0, named=True)
    named = (("messages", "message"), ("people", "person"), ("conversations", "conversation"))
    said = ", ".join(f"**{words.count(now[many])}** {one if now[many] == 1 else many}" for many, one in named)
    minutes = live["minutes"]
    with st.container(border=True, key="live"):
        left, right = st.columns([3, 2], vertical_alignment="center")
        left.markdown(f":green[:material/sensors:] In the last 5 minutes: {said}")
        if minutes["messages"].sum():
            axis = replace(view.axis, end=minutes.select(pl.col("until").max()).item(), every="1m")
            with right:
                st.caption("Messages per minute, last half hour")
                told = "Bar chart of messages per minute in the last half hour."
                chart(charts.spark(minutes, axis, "messages", "Messages"), told, "live-minutes")


def _languages(view: View, frame: pl.DataFrame) -> None:
    with panel("Languages written", "Messages by the language they were found to be in."):
        top = frame.head(10).with_columns(
            pl.col("language").map_elements(words.language, pl.String),
            pl.struct("messages", "share")
            .map_elements(lambda r: f"{words.count(r['messages'])} · {words.share(r['share'])}", pl.String)
            .alias("note"),
        )
        drawn = charts.ranking(
            top, "language", {"messages": ("Messages", TEAL)}, "Messages", "note", view.mode
        )
        rest = "; ".join(f"{row['language']} {row['note']}" for row in top.to_dicts())
        chart(drawn, f"Bar chart of messages by language: {rest}.", "languages")
        if frame.height > 10:
            nothing(f"and {frame.height - 10} more languages")


def _hours(view: View, frame: pl.DataFrame) -> None:
    with panel("When people write", f"Messages by day of the week and hour, in {view.choice.zone}."):
        drawn = frame.select(
            pl.col("weekday").replace_strict(dict(enumerate(WEEKDAYS, 1)), return_dtype=pl.String),
            pl.col("hour"),
            pl.col("messages").alias("value"),
        )
        tooltip = {"weekday": "Day", "hour": "Hour", "value": "Messages"}
        chart(
            charts.heat(drawn, ("hour", range(24)), ("weekday", WEEKDAYS), tooltip, view.mode, written=False),
            "Heat map of messages by day of the week and hour of the day.",
            "hours",
        )
