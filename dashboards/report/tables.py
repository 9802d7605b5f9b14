"""Tables of a report: what is counted, this week and the one before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from analytics.metrics import measure
from analytics.metrics.registry import METRICS, Metric
from dashboards import words
from dashboards.report.gathering import Figures, Row
from dashboards.report.wording import change, label, main, written

TABLES: Mapping[str, tuple[str, ...]] = {
    "How long customers wait": ("first_response", "next_response", "resolution"),
    "How cases end": (
        "one_touch", "reopened", "transferred", "handed_over", "bot_resolved", "missed", "dropped",
        "satisfied", "rated",
    ),
    "What is said": ("messages", "incoming", "outgoing", "negative", "sentiment"),
    "Translation and replies": ("translated", "translation_wait", "accepted", "edited"),
}  # fmt: skip


def languages(figures: Figures) -> str:
    """Languages written, and how long customers wait who write them."""
    waits = {row["language"]: row for row in figures.waits.to_dicts()}
    rows = [
        (
            words.language(row["language"]),
            words.count(row["messages"]),
            words.share(row["share"]),
            words.duration(waits.get(row["language"], {}).get("median")),
        )
        for row in figures.languages.to_dicts()
    ]
    return section(
        "Languages", _rows("Languages", ("Language", "Messages", "Share", "First response, median"), rows)
    )


def pairs(figures: Figures) -> str:
    """Ways of translation: how much, and how soon."""
    rows = [
        (
            f"{words.language(row['source'])} → {words.language(row['target'])}",
            words.count(row["needed"]),
            words.share(row["share"]),
            words.duration(row["p50_s"]),
            words.duration(row["p95_s"]),
        )
        for row in figures.pairs.to_dicts()
    ]
    head = ("From, to", "Needed", "Translated", "Wait, median", "Wait, 95 %")
    return section("Translation by pair", _rows("Translation by pair", head, rows))


def table(title: str, names: Sequence[str], figures: Figures) -> str:
    """Some metrics beside the week before."""
    rows = []
    for name in names:
        metric = METRICS[name]
        now, before = main(metric, figures.now[name]), main(metric, figures.before[name])
        say = written(metric)
        of = words.count(whole(figures.now[name], measure.SIZE[metric.measure]))
        rows.append(
            (
                label(name),
                say(now),
                _p90(metric, figures.now[name]),
                of,
                say(before),
                change(metric, now, before),
            )
        )
    return section(title, _rows(title, ("", "This week", "90 % within", "Of", "Week before", "Change"), rows))


def _p90(metric: Metric, row: Row) -> str:
    return words.duration(row["p90"]) if metric.unit == "seconds" else ""


def _rows(title: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    if not rows:
        return '<p class="none">Nothing in this week.</p>'
    top = "".join(f'<th scope="col">{escape(one)}</th>' for one in head)
    body = "".join(
        f'<tr><th scope="row">{escape(row[0])}</th>'
        + "".join(f"<td>{escape(one)}</td>" for one in row[1:])
        + "</tr>"
        for row in rows
    )
    region = f'class="wide" tabindex="0" role="region" aria-label="{escape(title)}"'
    return f"<div {region}><table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table></div>"


def section(title: str, body: str) -> str:
    """A part of the page."""
    return f"<section><h2>{escape(title)}</h2>{body}</section>"


def whole(row: Row, name: str) -> int:
    """A count; nought where there is none."""
    return int(row[name] or 0)
