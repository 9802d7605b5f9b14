"""The report as one HTML file: nothing is loaded from anywhere, and it prints on A4."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from pathlib import Path

from babel.dates import format_interval

from analytics.metrics.registry import METRICS, Metric
from dashboards import glossary, speech, words
from dashboards.report import drawing, tables
from dashboards.report.drawing import Written
from dashboards.report.gathering import Figures, Row
from dashboards.report.tables import TABLES, WAITING, none, section, whole
from dashboards.report.week import Week
from dashboards.report.wording import change, main, written
from dashboards.speech import n, t

STYLE = Path(__file__).with_name("style.css")
CARDS = ("messages", "first_response", "resolution", "satisfied", "translated", "sentiment")
DRAWN = ("messages", "first_response", "translated", "sentiment")


@dataclass(frozen=True, slots=True)
class Report:
    """What is written of a week. `whose`: the organisation's name; empty: everybody's."""

    week: Week
    whose: str
    figures: Figures
    made_at: datetime


def page(report: Report) -> str:
    """The whole file, in the language that is spoken."""
    body = [_head(report), _cards(report.figures), *(_drawing(report, name) for name in DRAWN)]
    body += [_heat(report), tables.languages(report.figures), tables.pairs(report.figures)]
    for name, named in TABLES.items():
        body.append(tables.table(name, named, report.figures))
        body += [tables.in_office_hours(report.figures)] if name == WAITING else []
    return (
        f'<!doctype html><html lang="{speech.now()}" dir="{speech.direction()}"><head>'
        '<meta charset="utf-8"><meta name="viewport" '
        f'content="width=device-width,initial-scale=1"><title>{escape(subject(report))}</title>'
        f"<style>{STYLE.read_text()}</style></head><body><main>{''.join(body)}{_definitions()}</main></body></html>"
    )


def subject(report: Report) -> str:
    """Whose it is, and of which days."""
    return t("{whose}: {days}", whose=_whose(report), days=_span(report.week))


def _whose(report: Report) -> str:
    return report.whose or t("All conversations")


def _span(week: Week) -> str:
    """From Monday to Sunday."""
    return format_interval(week.days[0], week.days[-1], "yMMMd", locale=speech.locale())


def _head(report: Report) -> str:
    week, people = report.week, report.figures.people[0]
    said = [
        f"{_people(people)} · {_conversations(people)}.",
        t("Beside each figure stands that of the week before."),
        t("Days are of {zone}.", zone=week.zone),
        t("Made at {when} UTC.", when=words.stamp(report.made_at.astimezone(UTC))),
    ]
    if report.made_at < week.ends:
        said.insert(1, t("This week is not over yet: its figures go up to when this was made."))
    number = t("Week {number}, {days}", number=week.monday.isocalendar()[1], days=_span(week))
    whose, told = escape(_whose(report)), escape(" ".join(said))
    return f"<header><p><bdi>{whose}</bdi></p><h1>{escape(number)}</h1><p>{told}</p></header>"


def _people(row: Row) -> str:
    return n("{count} person", "{count} people", whole(row, "people"))


def _conversations(row: Row) -> str:
    return n("{count} conversation", "{count} conversations", whole(row, "conversations"))


def _cards(figures: Figures) -> str:
    cards = ""
    for name in CARDS:
        metric = METRICS[name]
        now, before = main(metric, figures.now[name]), main(metric, figures.before[name])
        beside = t("{value} the week before", value=written(metric)(before))
        changed = change(metric, now, before)
        cards += (
            f"<div><dt>{escape(glossary.metric(name))}</dt><dd>{escape(written(metric)(now))}</dd>"
            f"<dd>{escape(beside)}{f'<br>{escape(changed)}' if changed else ''}</dd></div>"
        )
    return f'<dl class="cards">{cards}</dl>'


def _drawing(report: Report, name: str) -> str:
    metric, (now, before) = METRICS[name], report.figures.days[name]
    title = t("{metric}, day by day", metric=glossary.metric(name))
    if not any(one is not None and (one or metric.unit != "messages") for one in (*now, *before)):
        return section(title, none(t("Nothing in these two weeks.")))
    say = written(metric)
    days = [f"{_weekday(at)} {day.day}" for at, day in enumerate(report.week.days)]
    told = "; ".join(
        t("{day}: {value}, the week before {before}", day=day, value=say(one), before=say(other))
        for day, one, other in zip(days, now, before, strict=True)
    )
    ends = {"score": (-1.0, 1.0), "share": (0.0, 1.0)}.get(metric.unit)
    body = (
        drawing.bars(days, now, before, say)
        if metric.measure == "total"
        else drawing.lines(days, now, before, _axis(metric), ends, (1, 60, 3600))
    )
    legend = (
        f'<p class="legend"><span class="now"></span> {escape(t("this week"))} '
        f'<span class="ago"></span> {escape(t("the week before"))}</p>'
    )
    return section(title, legend + drawing.framed(name, title, told, body))


def _axis(metric: Metric) -> Written:
    """How its axis is written: no time at all is just 0."""
    say = written(metric)
    return say if metric.unit != "seconds" else lambda one: say(one) if one else words.count(0)


def _heat(report: Report) -> str:
    counts = {(row["weekday"], row["hour"]): row["messages"] for row in report.figures.hours.to_dicts()}
    title = t("When customers write") if report.figures.of_customers else t("When people write")
    if not counts:
        return section(title, none(t("Nothing in this week.")))
    (weekday, hour), most = max(counts.items(), key=lambda one: one[1])
    told = n(
        "Most: {day}, {hour}, {count} message in that hour.",
        "Most: {day}, {hour}, {count} messages in that hour.",
        most,
        day=speech.locale().days["stand-alone"]["wide"][weekday - 1],
        hour=f"{hour:02}:00",
    )
    drawn = drawing.heat([_weekday(day) for day in range(7)], counts)
    body = drawing.framed("hours", title, told, drawn, drawing.HEAT_HEIGHT)
    return section(title, f"<p>{escape(told)}</p>{body}")


def _weekday(day: int) -> str:
    """Monday is 0."""
    name: str = speech.locale().days["format"]["abbreviated"][day]
    return name


def _definitions() -> str:
    named = dict.fromkeys((*CARDS, *(name for names in TABLES.values() for name in names)))
    told = "".join(
        f"<dt>{escape(glossary.metric(one))}</dt><dd>{escape(glossary.definition(one))}</dd>" for one in named
    )
    return f'<section class="definitions"><h2>{escape(t("What is counted"))}</h2><dl>{told}</dl></section>'
