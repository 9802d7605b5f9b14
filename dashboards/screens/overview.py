"""Overview: how much is said, by how many, and how it goes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import polars as pl
import streamlit as st

from dashboards import charts, speech, words
from dashboards.beside import Beside, against
from dashboards.colours import ORANGE, TEAL
from dashboards.data import Frames
from dashboards.panels import Figure, chart, figures, nothing, panel
from dashboards.speech import each, n, t
from dashboards.view import View, per


def draw(view: View, frames: Frames, live: Frames) -> None:
    """The whole page."""
    figures(_key_figures(view, frames))
    _live(view, live)
    with panel(t("Messages {per}", per=per(view.axis)), t("Messages posted, translated or not.")):
        shown = charts.bars(
            frames["over_time"], view.axis, {"messages": (t("Messages"), TEAL)}, t("Messages")
        )
        total = words.count(frames["totals"]["messages"].item())
        told = t("Bar chart of {count} messages {per}.", count=total, per=per(view.axis))
        chart(shown, told, "messages")
    with panel(
        t("People and conversations {per}", per=per(view.axis)),
        t("People who wrote, and conversations written in."),
    ):
        series = {"people": (t("People"), TEAL), "conversations": (t("Conversations"), ORANGE)}
        chart(
            charts.lines(frames["over_time"], view.axis, series, t("Number")),
            t("Line chart of people and conversations {per}.", per=per(view.axis)),
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
        _compared(t("Messages"), now, before, "messages", t("Messages posted.")),
        _compared(t("People"), now, before, "people", t("People who wrote at least one message.")),
        _compared(
            t("Conversations"), now, before, "conversations", t("Conversations with at least one message.")
        ),
        Figure(
            t("Translated"),
            words.share(translation["share"]),
            t("Translated, of the messages that needed it. Those still waiting are not counted."),
            context=translation.points("share", words.of(translation["translated"], translation["needed"])),
        ),
        Figure(
            t("Wait, median"),
            words.duration(translation["p50_s"]),
            t("Half of all translations were there so long after the message was sent, or sooner."),
            context=translation.percent(
                "p50_s", t("95 % within {time}", time=words.duration(translation["p95_s"]))
            ),
        ),
        Figure(
            t("Net sentiment"),
            words.points(sentiment["net"]),
            t("Percent of positive less percent of negative messages, from −100 to +100."),
            context=sentiment.points("net", n("{count} scored", "{count} scored", sentiment["scored"])),
        ),
    ]


def _compared(
    label: str, now: dict[str, Any], before: dict[str, Any] | None, column: str, means: str
) -> Figure:
    value = words.count(now[column])
    if not before or not before[column]:
        return Figure(label, value, means)
    change = (now[column] - before[column]) / before[column]
    told = f"{means} {t('The change is against as much time before.')}"
    return Figure(label, value, told, against(change))


def _live(view: View, live: Frames) -> None:
    now = live["now"].row(0, named=True)
    said = words.comma(
        (
            n("**{count}** message", "**{count}** messages", now["messages"]),
            n("**{count}** person", "**{count}** people", now["people"]),
            n("**{count}** conversation", "**{count}** conversations", now["conversations"]),
        )
    )
    minutes = live["minutes"]
    with st.container(border=True, key="live"):
        left, right = st.columns([3, 2], vertical_alignment="center")
        left.markdown(f":green[:material/sensors:] {t('In the last 5 minutes: {said}', said=said)}")
        if minutes["messages"].sum():
            axis = replace(view.axis, end=minutes.select(pl.col("until").max()).item(), every="1m")
            with right:
                st.caption(t("Messages per minute, last half hour"))
                told = t("Bar chart of messages per minute in the last half hour.")
                chart(charts.spark(minutes, axis, "messages", t("Messages")), told, "live-minutes")


def _languages(view: View, frame: pl.DataFrame) -> None:
    with panel(t("Languages written"), t("Messages by the language they were found to be in.")):
        top = frame.head(10).with_columns(
            each(frame.head(10)["language"], words.language).alias("language"),
            each(frame.head(10).select("messages", "share").iter_rows(), _note).alias("note"),
        )
        drawn = charts.ranking(
            top, "language", {"messages": (t("Messages"), TEAL)}, t("Messages"), "note", view.mode
        )
        rest = "; ".join(f"{row['language']} {row['note']}" for row in top.to_dicts())
        chart(drawn, t("Bar chart of messages by language: {list}.", list=rest), "languages")
        if frame.height > 10:
            nothing(n("and {count} more language", "and {count} more languages", frame.height - 10))


def _note(row: tuple[int, float | None]) -> str:
    return f"{words.count(row[0])} · {words.share(row[1])}"


def _hours(view: View, frame: pl.DataFrame) -> None:
    weekdays = [speech.locale().days["format"]["abbreviated"][day] for day in range(7)]
    counted = t("Messages by day of the week and hour, in {zone}.", zone=view.choice.zone)
    with panel(t("When people write"), counted):
        drawn = frame.select(
            pl.col("weekday").replace_strict(dict(enumerate(weekdays, 1)), return_dtype=pl.String),
            pl.col("hour"),
            pl.col("messages").alias("value"),
        )
        tooltip = {"weekday": t("Day"), "hour": t("Hour"), "value": t("Messages")}
        chart(
            charts.heat(drawn, ("hour", range(24)), ("weekday", weekdays), tooltip, view.mode, written=False),
            t("Heat map of messages by day of the week and hour of the day."),
            "hours",
        )
