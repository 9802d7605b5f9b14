"""Figures of a week beside those of the week before, from the metrics that pages and the HTTP API show."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from zoneinfo import ZoneInfo

import polars as pl

from analytics.lake import Lake, collect
from analytics.metrics import measure, translation, volume, zones
from analytics.metrics.hours import CALENDAR, Hours
from analytics.metrics.registry import METRICS
from analytics.scope import Scope, within
from dashboards.office import clock as office_clock
from dashboards.report.week import Week

BY_DAY = ("messages", "first_response", "sentiment", "translated")
"""Metrics that are drawn day by day."""
WAITS = ("first_response", "next_response", "resolution")
"""Metrics that are told in office hours, too."""
TALKS = tuple(name for name, one in METRICS.items() if one.grain == "talk")
"""Metrics of conversations of each week alone: one that goes on over both has a first and a last message in
either, so that rows of two weeks cannot be cut."""
MOST = 8
"""Rows of a table."""

Row = Mapping[str, float | int | None]


@dataclass(frozen=True, slots=True)
class Figures:
    """What a report says. Each of `now` and `before`: a row per metric, as `analytics.metrics.figures` has
    it, and of `people` how many wrote, in how many conversations.
    """

    now: Mapping[str, Row]
    before: Mapping[str, Row]
    people: tuple[Row, Row]
    days: Mapping[str, tuple[list[float | None], list[float | None]]]
    """Per metric of `BY_DAY` seven values of this week, and of the one before; null: nothing to measure, or
    no such day."""
    languages: pl.DataFrame
    pairs: pl.DataFrame
    waits: pl.DataFrame
    """First response by the customer's language."""
    hours: pl.DataFrame
    """Per weekday and hour: messages of customers; of all where there are no customers."""
    of_customers: bool
    """Whether `hours` are theirs."""
    office: Hours | None = None
    """When the desk is open; null: nobody has said."""
    open_now: Mapping[str, Row] = field(default_factory=dict)
    open_before: Mapping[str, Row] = field(default_factory=dict)
    """Of the metrics of `WAITS`, as of `now` and `before`, but in office hours; none where these are null."""


def gather(
    lake: Lake, week: Week, organisation: str | None, *, demo: bool = False, office: Hours | None = None
) -> Figures:
    """All of it; the log is read once, of `TALKS` by weeks, and again for office hours.

    Raises:
        LakeUnreadable: a file is damaged.
    """
    scope, past = (one.scope(organisation, demo=demo) for one in (week, week.before))
    people, ago, languages, pairs, customers, everybody = collect(lambda: _lists(lake, week, scope, past))
    both = replace(scope, since=past.since)
    measured = _measured(lake, both, [one for one in METRICS if one not in TALKS])
    talks = [_each(_measured(lake, one, TALKS), one) for one in (scope, past)]
    opened = _measured(lake, both, WAITS, office) if office else {}
    first = measured["first_response"].lazy().filter(within(scope, "at"))
    waits = measure.figure(METRICS["first_response"], first, by=("language",)).filter(pl.col("count") > 0)
    return Figures(
        now=_each(measured, scope) | talks[0],
        before=_each(measured, past) | talks[1],
        people=(people.row(0, named=True), ago.row(0, named=True)),
        days={
            one: (_days(measured[one], week, one), _days(measured[one], week.before, one)) for one in BY_DAY
        },
        languages=languages.head(MOST),
        pairs=pairs.head(MOST),
        waits=waits.head(MOST).collect(),
        hours=everybody if customers.is_empty() else customers,
        of_customers=not customers.is_empty(),
        office=office,
        open_now=_each(opened, scope),
        open_before=_each(opened, past),
    )


def _lists(lake: Lake, week: Week, scope: Scope, past: Scope) -> list[pl.LazyFrame]:
    messages = lake.messages(scope)
    return [
        volume.totals(messages),
        volume.totals(lake.messages(past)),
        volume.by_language(messages),
        translation.by_pair(translation.attempts(messages, lake.translations(scope))),
        volume.by_hour(messages.filter(pl.col("author_kind") == "contact"), week.axis),
        volume.by_hour(messages, week.axis),
    ]


def _measured(
    lake: Lake, scope: Scope, names: Collection[str], hours: Hours | None = None
) -> Mapping[str, pl.DataFrame]:
    """Per metric one row per thing measured; in these hours, or in calendar time."""
    clock = office_clock(lake.root, hours) if hours else CALENDAR
    metrics = [METRICS[name] for name in names]

    def rows() -> list[pl.LazyFrame]:
        frames = {one: measure.frame(lake, scope, one, clock) for one in {one.grain for one in metrics}}
        return [measure.rows(one, frames[one.grain], scope) for one in metrics]

    return dict(zip(names, collect(rows), strict=True))


def _each(measured: Mapping[str, pl.DataFrame], scope: Scope) -> dict[str, Row]:
    """One row a metric, of a part of the time."""
    rows = {name: measure.cut(METRICS[name], frame.lazy(), scope) for name, frame in measured.items()}
    found = pl.collect_all([measure.figure(METRICS[name], frame) for name, frame in rows.items()])
    return {name: one.row(0, named=True) for name, one in zip(rows, found, strict=True)}


def _days(measured: pl.DataFrame, week: Week, name: str) -> list[float | None]:
    metric = METRICS[name]
    told = measure.over_time(metric, measured.lazy(), week.axis).collect()
    column = "mean" if metric.unit == "score" else measure.MAIN[metric.measure]
    zone = ZoneInfo(week.zone)
    found = {zones.wall(at, zone).date(): one for at, one in zip(told["bucket"], told[column], strict=True)}
    values = [found.get(day) for day in week.days]
    return [None if one is None else float(one) for one in values]
