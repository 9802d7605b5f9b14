"""Languages and translation: which pairs, how many translated, how long it took, what failed and why."""

from __future__ import annotations

import polars as pl
import streamlit as st

from dashboards import charts, words
from dashboards.beside import Beside
from dashboards.colours import GREY, ORANGE, TEAL, VIOLET
from dashboards.data import Frames
from dashboards.panels import Figure, chart, figures, nothing, panel, table
from dashboards.speech import each, n, t
from dashboards.view import View, per


def draw(view: View, frames: Frames) -> None:
    """The whole page."""
    figures(_key_figures(Beside(frames["summary"], frames["before"])))
    _pairs(view, frames["pairs"])
    _coverage(view, frames["over_time"])
    _waits(view, frames["over_time"])
    _failures(frames["failures"])
    _table(frames["pairs"])


def _key_figures(row: Beside) -> list[Figure]:
    return [
        Figure(
            t("Needed"),
            words.count(row["needed"]),
            t("Messages written in another language than their reader's, with a settled outcome."),
            context=row.percent("needed"),
        ),
        Figure(
            t("Translated"),
            words.share(row["share"]),
            t("Translated, of those that needed it."),
            context=row.points("share", words.of(row["translated"], row["needed"])),
        ),
        Figure(
            t("Wait, median"),
            words.duration(row["p50_s"]),
            t("From the message's sending to its translation; half took no longer."),
            context=row.percent("p50_s"),
        ),
        Figure(
            t("95 % within"),
            words.duration(row["p95_s"]),
            t("From the message's sending to its translation; 95 of 100 took no longer."),
            context=row.percent("p95_s"),
        ),
        Figure(
            t("Rough"),
            words.share(row["rough_share"]),
            t("Translations marked as rough (readable but literal), of all translations."),
            context=row.points("rough_share", words.of(row["rough"], row["translated"])),
        ),
        Figure(
            t("Waiting"),
            words.count(row["waiting"]),
            t("Messages not enriched yet. They count neither as translated nor as failed."),
        ),
    ]


def _pairs(view: View, pairs: pl.DataFrame) -> None:
    with panel(
        t("From which language into which"),
        t("Messages that needed translation. Rows: written in. Columns: read in."),
    ):
        if pairs.is_empty():
            return nothing(t("No message needed translation."))
        named = pairs.select(
            each(pairs["source"], words.language).alias("source"),
            each(pairs["target"], words.language).alias("target"),
            (pl.col("needed") + pl.col("waiting")).alias("value"),
            each(pairs["share"], words.share).alias("share"),
            each(pairs["p50_s"], words.duration).alias("p50_s"),
            each(pairs["p95_s"], words.duration).alias("p95_s"),
        )
        rows, columns = sorted(set(named["source"])), sorted(set(named["target"]))
        tooltip = {
            "source": t("Written in"),
            "target": t("Read in"),
            "value": t("Messages"),
            "share": t("Translated"),
            "p50_s": t("Wait, median"),
            "p95_s": t("Wait, 95th percentile"),
        }
        told = "; ".join(
            f"{words.steps((row['source'], row['target']))} {row['value']}"
            for row in named.head(12).to_dicts()
        )
        chart(
            charts.heat(named, ("target", columns), ("source", rows), tooltip, view.mode),
            t("Heat map of messages by language pair: {list}.", list=told),
            "pairs",
        )
    return None


def _coverage(view: View, frame: pl.DataFrame) -> None:
    with panel(
        t("Outcome {per}", per=per(view.axis)),
        t("Messages that needed translation, by what became of them."),
    ):
        series = {
            "translated": (t("Translated"), TEAL),
            "failed": (t("Failed"), ORANGE),
            "unsupported": (t("Unsupported"), VIOLET),
            "waiting": (t("Waiting"), GREY),
        }
        used = {name: what for name, what in series.items() if name == "translated" or frame[name].sum()}
        chart(
            charts.bars(frame, view.axis, used, t("Messages")),
            t("Stacked bar chart of translated and failed messages {per}.", per=per(view.axis)),
            "outcome",
        )


def _waits(view: View, frame: pl.DataFrame) -> None:
    with panel(
        t("Wait for a translation {per}", per=per(view.axis)),
        t("Seconds from the message's sending to its translation."),
    ):
        if not frame["translated"].sum():
            return nothing(t("Nothing was translated in this time."))
        series = {"p50_s": (t("Median"), TEAL), "p95_s": (t("95th percentile"), ORANGE)}
        chart(
            charts.lines(frame, view.axis, series, t("Seconds"), ",.2~f"),
            t("Line chart of the median and the 95th percentile of waits {per}.", per=per(view.axis)),
            "waits",
        )
    return None


def _failures(failures: pl.DataFrame) -> None:
    with panel(
        t("What was not translated, and why"), t("Messages that failed or have no way between languages.")
    ):
        if failures.is_empty():
            return nothing(t("Nothing failed."))
        for row in failures.head(12).to_dicts():
            pair = words.steps(map(words.language, (row["source"], row["target"])))
            st.markdown(f"**{words.count(row['attempts'])} × {pair}.** {words.reason(row['reason'])}")
        if failures.height > 12:
            nothing(n("and {count} more kind", "and {count} more kinds", failures.height - 12))
    return None


def _table(pairs: pl.DataFrame) -> None:
    if pairs.is_empty():
        return
    with st.expander(t("All pairs as a table")):
        table(
            {
                t("Written in"): [words.language(code) for code in pairs["source"]],
                t("Read in"): [words.language(code) for code in pairs["target"]],
                t("Needed"): [words.count(number) for number in pairs["needed"]],
                t("Translated"): [words.share(part) for part in pairs["share"]],
                t("Rough"): [words.share(part) for part in pairs["rough_share"]],
                t("Wait, median"): [words.duration(wait) for wait in pairs["p50_s"]],
                t("Wait, 95th"): [words.duration(wait) for wait in pairs["p95_s"]],
                t("Waiting"): [words.count(number) for number in pairs["waiting"]],
            },
            t("All pairs as a table"),
        )
