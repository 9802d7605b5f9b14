"""Languages and translation: which pairs, how many translated, how long it took, what failed and why."""

from __future__ import annotations

import polars as pl
import streamlit as st

from dashboards import charts, words
from dashboards.beside import Beside
from dashboards.colours import GREY, ORANGE, TEAL, VIOLET
from dashboards.data import Frames
from dashboards.panels import Figure, chart, figures, nothing, panel
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
            "Needed",
            words.count(row["needed"]),
            "Messages written in another language than their reader's, with a settled outcome.",
            context=row.percent("needed"),
        ),
        Figure(
            "Translated",
            words.share(row["share"]),
            "Translated, of those that needed it.",
            context=row.points("share", f"{words.count(row['translated'])} of {words.count(row['needed'])}"),
        ),
        Figure(
            "Wait, median",
            words.duration(row["p50_s"]),
            "From the message's sending to its translation; half took no longer.",
            context=row.percent("p50_s"),
        ),
        Figure(
            "95 % within",
            words.duration(row["p95_s"]),
            "From the message's sending to its translation; 95 of 100 took no longer.",
            context=row.percent("p95_s"),
        ),
        Figure(
            "Rough",
            words.share(row["rough_share"]),
            "Translations marked as rough (readable but literal), of all translations.",
            context=row.points(
                "rough_share", f"{words.count(row['rough'])} of {words.count(row['translated'])}"
            ),
        ),
        Figure(
            "Waiting",
            words.count(row["waiting"]),
            "Messages not enriched yet. They count neither as translated nor as failed.",
        ),
    ]


def _pairs(view: View, pairs: pl.DataFrame) -> None:
    with panel(
        "From which language into which",
        "Messages that needed translation. Rows: written in. Columns: read in.",
    ):
        if pairs.is_empty():
            return nothing("No message needed translation.")
        named = pairs.select(
            pl.col("source").map_elements(words.language, pl.String),
            pl.col("target").map_elements(words.language, pl.String),
            (pl.col("needed") + pl.col("waiting")).alias("value"),
            pl.col("share").map_elements(words.share, pl.String, skip_nulls=False),
            pl.col("p50_s").map_elements(words.duration, pl.String, skip_nulls=False),
            pl.col("p95_s").map_elements(words.duration, pl.String, skip_nulls=False),
        )
        rows, columns = sorted(set(named["source"])), sorted(set(named["target"]))
        tooltip = {
            "source": "Written in",
            "target": "Read in",
            "value": "Messages",
            "share": "Translated",
            "p50_s": "Wait, median",
            "p95_s": "Wait, 95th percentile",
        }
        told = "; ".join(f"{r['source']} to {r['target']} {r['value']}" for r in named.head(12).to_dicts())
        chart(
            charts.heat(named, ("target", columns), ("source", rows), tooltip, view.mode),
            f"Heat map of messages by language pair: {told}.",
            "pairs",
        )
    return None


def _coverage(view: View, frame: pl.DataFrame) -> None:
    with panel(f"Outcome {per(view.axis)}", "Messages that needed translation, by what became of them."):
        series = {
            "translated": ("Translated", TEAL),
            "failed": ("Failed", ORANGE),
            "unsupported": ("Unsupported", VIOLET),
            "waiting": ("Waiting", GREY),
        }
        used = {name: what for name, what in series.items() if name == "translated" or frame[name].sum()}
        chart(
            charts.bars(frame, view.axis, used, "Messages"),
            f"Stacked bar chart of translated and failed messages {per(view.axis)}.",
            "outcome",
        )


def _waits(view: View, frame: pl.DataFrame) -> None:
    with panel(
        f"Wait for a translation {per(view.axis)}", "Seconds from the message's sending to its translation."
    ):
        if not frame["translated"].sum():
            return nothing("Nothing was translated in this time.")
        series = {"p50_s": ("Median", TEAL), "p95_s": ("95th percentile", ORANGE)}
        chart(
            charts.lines(frame, view.axis, series, "Seconds", ",.2~f"),
            f"Line chart of the median and the 95th percentile of waits {per(view.axis)}.",
            "waits",
        )
    return None


def _failures(failures: pl.DataFrame) -> None:
    with panel("What was not translated, and why", "Messages that failed or have no way between languages."):
        if failures.is_empty():
            return nothing("Nothing failed.")
        for row in failures.head(12).to_dicts():
            pair = f"{words.language(row['source'])} → {words.language(row['target'])}"
            st.markdown(f"**{words.count(row['attempts'])} × {pair}.** {words.reason(row['reason'])}")
        if failures.height > 12:
            nothing(f"and {failures.height - 12} more kinds")
    return None


def _table(pairs: pl.DataFrame) -> None:
    if pairs.is_empty():
        return
    with st.expander("All pairs as a table"):
        st.table(
            pl.DataFrame(
                {
                    "Written in": [words.language(code) for code in pairs["source"]],
                    "Read in": [words.language(code) for code in pairs["target"]],
                    "Needed": [words.count(number) for number in pairs["needed"]],
                    "Translated": [words.share(part) for part in pairs["share"]],
                    "Rough": [words.share(part) for part in pairs["rough_share"]],
                    "Wait, median": [words.duration(wait) for wait in pairs["p50_s"]],
                    "Wait, 95th": [words.duration(wait) for wait in pairs["p95_s"]],
                    "Waiting": [words.count(number) for number in pairs["waiting"]],
                }
            )
        )
