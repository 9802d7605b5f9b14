"""Tables of a report: what is counted, this week and the one before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from analytics.metrics import measure
from analytics.metrics.registry import METRICS, Metric
from dashboards import glossary, words
from dashboards.report.gathering import WAITS, Figures, Row
from dashboards.report.wording import change, main, written
from dashboards.speech import mark, t

WAITING = mark("How long customers wait")
TABLES: Mapping[str, tuple[str, ...]] = {
    WAITING: WAITS,
    mark("How cases end"): (
        "one_touch", "reopened", "transferred", "handed_over", "bot_resolved", "missed", "dropped",
        "satisfied", "rated", "returning",
    ),
    mark("What is said"): (
        "messages", "incoming", "outgoing", "active_people", "concurrency", "negative", "sentiment",
        "sentiment_change", "ended_negative",
    ),
    mark("Translation and replies"): (
        "translated", "translation_wait", "low_confidence", "corrected", "repair", "suggested", "accepted",
        "edited", "characters_saved",
    ),
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
    head = (t("Language"), t("Messages"), t("Share"), t("First response, median"))
    return section(t("Languages"), _rows(t("Languages"), head, rows))


def pairs(figures: Figures) -> str:
    """Ways of translation: how much, and how soon."""
    rows = [
        (
            words.steps(map(words.language, (row["source"], row["target"]))),
            words.count(row["needed"]),
            words.share(row["share"]),
            words.duration(row["p50_s"]),
            words.duration(row["p95_s"]),
        )
        for row in figures.pairs.to_dicts()
    ]
    head = (t("From, to"), t("Needed"), t("Translated"), t("Wait, median"), t("Wait, 95th"))
    return section(t("Translation by pair"), _rows(t("Translation by pair"), head, rows))


def table(title: str, names: Sequence[str], figures: Figures) -> str:
    """Some metrics beside the week before."""
    return section(t(title), _metrics(t(title), names, figures.now, figures.before))


def in_office_hours(figures: Figures) -> str:
    """How long customers wait while the desk is open; empty where nobody has said when."""
    if figures.office is None:
        return ""
    title = t("How long customers wait in office hours")
    told = t("On the clock of {zone}, which stands still while the desk is closed.", zone=figures.office.zone)
    body = _metrics(title, WAITS, figures.open_now, figures.open_before)
    return section(title, f"<p>{escape(told)}</p>{body}")


def _metrics(title: str, names: Sequence[str], these: Mapping[str, Row], those: Mapping[str, Row]) -> str:
    rows = []
    for name in names:
        metric = METRICS[name]
        now, before = main(metric, these[name]), main(metric, those[name])
        say = written(metric)
        of = words.count(whole(these[name], measure.SIZE[metric.measure]))
        rows.append(
            (
                glossary.metric(name),
                say(now),
                _p90(metric, these[name]),
                of,
                say(before),
                change(metric, now, before),
            )
        )
    head = ("", t("This week"), t("90 % within"), t("Of"), t("Week before"), t("Change"))
    used = [at for at in range(len(head)) if any(row[at] for row in rows)]
    return _rows(title, [head[at] for at in used], [[row[at] for at in used] for row in rows])


def _p90(metric: Metric, row: Row) -> str:
    return words.duration(row["p90"]) if metric.unit == "seconds" else ""


def _rows(title: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    if not rows:
        return none(t("Nothing in this week."))
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


def none(said: str) -> str:
    """In place of figures."""
    return f'<p class="none">{escape(said)}</p>'


def whole(row: Row, name: str) -> int:
    """A count; nought where there is none."""
    return int(row[name] or 0)
