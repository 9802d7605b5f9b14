"""The report as one HTML file: nothing is loaded from anywhere, and it prints on A4."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from html import escape
from pathlib import Path

from analytics.metrics.registry import METRICS
from dashboards import words
from dashboards.report import drawing, tables
from dashboards.report.gathering import Figures
from dashboards.report.tables import TABLES, section, whole
from dashboards.report.week import Week
from dashboards.report.wording import change, label, main, written

STYLE = Path(__file__).with_name("style.css")
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
CARDS = ("messages", "first_response", "resolution", "satisfied", "translated", "sentiment")
DRAWN = ("messages", "first_response", "translated", "sentiment")


@dataclass(frozen=True, slots=True)
class Report:
    """What is written of a week. `whose`: the organisation's name, or whose else it is."""

    week: Week
    whose: str
    figures: Figures
    made_at: datetime


def page(report: Report) -> str:
    """The whole file."""
    title = f"{report.whose}: {_span(report.week)}"
    body = [_head(report), _cards(report.figures), *(_drawing(report, name) for name in DRAWN)]
    body += [_heat(report), tables.languages(report.figures), tables.pairs(report.figures)]
    body += [tables.table(name, named, report.figures) for name, named in TABLES.items()]
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" '
        f'content="width=device-width,initial-scale=1"><title>{escape(title)}</title>'
        f"<style>{STYLE.read_text()}</style></head><body><main>{''.join(body)}{_definitions()}</main></body></html>"
    )


def _span(week: Week) -> str:
    first, last = week.days[0], week.days[-1]
    begins = f"{first.day} {first:%B}" + (f" {first.year}" if first.year != last.year else "")
    return f"{begins} to {last.day} {last:%B} {last.year}"


def _head(report: Report) -> str:
    week, people = report.week, report.figures.people[0]
    said = (
        f"{words.count(whole(people, 'people'))} people wrote in "
        f"{words.count(whole(people, 'conversations'))} conversations."
    )
    if report.made_at < week.ends:
        said += " This week is not over yet: its figures go up to when this was made."
    return (
        f"<header><p>{escape(report.whose)}</p><h1>Week {week.monday.isocalendar()[1]}, {_span(week)}</h1>"
        f"<p>{said} Beside each figure stands that of the week before. Days are of {escape(week.zone)}; "
        f"made {report.made_at:%Y-%m-%d %H:%M} UTC.</p></header>"
    )


def _cards(figures: Figures) -> str:
    cards = ""
    for name in CARDS:
        metric = METRICS[name]
        now, before = main(metric, figures.now[name]), main(metric, figures.before[name])
        beside = f"{written(metric)(before)} the week before"
        changed = change(metric, now, before)
        cards += (
            f"<div><dt>{escape(label(name))}</dt><dd>{escape(written(metric)(now))}</dd>"
            f"<dd>{escape(beside)}{f', {escape(changed)}' if changed else ''}</dd></div>"
        )
    return f'<dl class="cards">{cards}</dl>'


def _drawing(report: Report, name: str) -> str:
    metric, (now, before) = METRICS[name], report.figures.days[name]
    title = f"{label(name)}, day by day"
    if not any(one is not None and (one or metric.unit != "messages") for one in (*now, *before)):
        return section(title, '<p class="none">Nothing in these two weeks.</p>')
    say = written(metric)
    days = [f"{weekday} {day.day}" for weekday, day in zip(WEEKDAYS, report.week.days, strict=True)]
    told = "; ".join(
        f"{day}: {say(one)}, the week before {say(other)}"
        for day, one, other in zip(days, now, before, strict=True)
    )
    ends = {"score": (-1.0, 1.0), "share": (0.0, 1.0)}.get(metric.unit)
    body = (
        drawing.bars(days, now, before, say)
        if metric.measure == "total"
        else drawing.lines(days, now, before, say, ends)
    )
    legend = (
        '<p class="legend"><span class="now"></span> this week <span class="ago"></span> the week before</p>'
    )
    return section(title, legend + drawing.framed(name, title, told, body))


def _heat(report: Report) -> str:
    counts = {(row["weekday"], row["hour"]): row["messages"] for row in report.figures.hours.to_dicts()}
    title = f"When {'customers' if report.figures.of_customers else 'people'} write"
    if not counts:
        return section(title, '<p class="none">Nothing in this week.</p>')
    (weekday, hour), most = max(counts.items(), key=lambda one: one[1])
    told = f"Most on {WEEKDAYS[weekday - 1]} from {hour}:00 on: {words.count(most)} messages in that hour."
    body = drawing.framed("hours", title, told, drawing.heat(WEEKDAYS, counts), drawing.HEAT_HEIGHT)
    return section(title, f"<p>{escape(told)}</p>{body}")


def _definitions() -> str:
    named = dict.fromkeys((*CARDS, *(name for names in TABLES.values() for name in names)))
    told = "".join(
        f"<dt>{escape(label(one))}</dt><dd>{escape(METRICS[one].definition)}</dd>" for one in named
    )
    return f'<section class="definitions"><h2>What is counted</h2><dl>{told}</dl></section>'
