"""Figures of support work for pages, from the metrics of the registry. Loaders, as in `dashboards.data`.

Cases are known only with all that was before them: they are worked out once per state of the lake and
organisation, and every range, page and slice is read from them.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl
import streamlit as st

from analytics.lake import Lake, collect
from analytics.metrics import cases, measure, steps
from analytics.metrics.figures import ENOUGH
from analytics.metrics.hours import CALENDAR, Hours
from analytics.metrics.registry import METRICS, Metric
from analytics.scope import Scope, spoken_in, within
from dashboards import office
from dashboards.data import ENTRIES, KEEP, Frames, Question

WAITS = ("first_response", "next_response", "resolution")
PHASES = ("bot_time", "queue_time", "human_time", "customer_time")
SHARES = (
    "one_touch", "reopened", "transferred", "handed_over", "bot_resolved", "missed", "dropped", "satisfied",
    "rated", "returning",
)  # fmt: skip
WHICH = ("all", "waiting", "slow", "missed", "dropped", "reopened", "transferred", "handed_over", "unhappy")
"""Which cases may be asked for: all of them, those that a customer waits in, the longest waits, those that
count for a share, those rated 1 or 2.
"""
OF_AGENTS = ("first_response", "next_response", "resolution", "one_touch", "satisfied")


@st.cache_data(ttl=KEEP, max_entries=8, show_spinner=False)
def _known(
    root: str, fingerprint: str, organisation: str | None, demo: bool, hours: Hours | None = None
) -> Frames:
    """`case` and `turn`: one row each, of all time and in every language. Times are of these hours; None: of
    the calendar.
    """
    clock = office.clock(Path(root), hours) if hours else CALENDAR
    lake, every = Lake(Path(root)), Scope(organisation=organisation, demo=demo)

    def both() -> list[pl.LazyFrame]:
        told = steps.steps(lake.messages(every), lake.activity(every))
        return [cases.cases(told, clock), cases.turns(told, clock)]

    return dict(zip(("case", "turn"), collect(both), strict=True))


def _frames(question: Question, hours: Hours | None = None) -> Frames:
    scope = question.scope
    return _known(question.root, question.fingerprint, scope.organisation, scope.demo, hours)


def any_case(question: Question) -> bool:
    """Was there ever support work, in what was chosen?"""
    return not _frames(question)["case"].is_empty()


@st.cache_data(ttl=KEEP, max_entries=ENTRIES, show_spinner=False)
def response(question: Question, hours: Hours | None = None) -> Frames:
    """`figures`: of each metric of cases (metric, value, size, part, p90, mean, before: as much time before);
    `over_time`: first, next and resolution (bucket, NAME: median seconds); `phases`: mean seconds by bucket;
    `languages`: cases by the customer's language, with the median first response.
    """
    known, scope = _frames(question, hours), question.scope
    named = [METRICS[name] for name in (*WAITS, *PHASES, *SHARES)]
    first = METRICS["first_response"]
    spoken = measure.figure(first, _rows(first, known, scope), ("language",)).collect()
    return {
        "figures": _figures(named, known, question),
        "over_time": _lines(WAITS, "median", known, question),
        "phases": _lines(PHASES, "mean", known, question).with_columns(pl.col(PHASES).fill_null(0.0)),
        "languages": spoken.filter(pl.col("count") > 0),
    }


@st.cache_data(ttl=KEEP, max_entries=ENTRIES, show_spinner=False)
def agents(question: Question) -> Frames:
    """`agents`: per agent what they wrote (`messages`), and of each metric the median or share (NAME), null
    where there are too few to be held against others', and of how many it is (NAME_of).
    """
    known, scope, lake = _frames(question), question.scope, question.lake
    (messages,) = collect(lambda: [lake.messages(scope).filter(pl.col("author_kind") == "account")])
    wrote = METRICS["outgoing"].rows(messages.lazy())
    found = measure.figure(METRICS["outgoing"], wrote, ("agent_id",)).rename({"total": "messages"})
    for name in OF_AGENTS:
        metric = METRICS[name]
        per = measure.figure(metric, _rows(metric, known, scope), ("agent_id",), ENOUGH)
        size, main = measure.SIZE[metric.measure], measure.MAIN[metric.measure]
        renamed = per.select("agent_id", pl.col(size).alias(f"{name}_of"), pl.col(main).alias(name))
        found = found.join(renamed, on="agent_id", how="full", coalesce=True)
    counts = [pl.col(one).fill_null(0) for one in ("messages", *(f"{name}_of" for name in OF_AGENTS))]
    told = found.filter(pl.col("agent_id").is_not_null()).with_columns(counts)
    ranked = told.sort("first_response_of", "messages", "agent_id", descending=[True, True, False])
    return {"agents": ranked.collect()}


@st.cache_data(ttl=KEEP, max_entries=ENTRIES, show_spinner=False)
def listed(question: Question, which: str) -> Frames:
    """`cases`: those that a key of `WHICH` means, as `analytics.metrics.cases` has them, in its order."""
    scope = question.scope
    every = _frames(question)["case"].lazy()
    meant = every.filter(within(scope, "at"), spoken_in(scope.languages, "language"))
    if which in SHARES:
        counted = METRICS[which].rows(meant).filter(pl.col("value") == 1)
        meant = meant.join(counted, on=["conversation_id", "case"], how="semi")
    elif which == "waiting":
        meant = meant.filter(pl.col("resolved_at").is_null(), pl.col("last") == "asked").sort("at")
    elif which == "slow":
        meant = meant.filter(pl.col("first_response_s").is_not_null())
        meant = meant.sort("first_response_s", "at", descending=True)
    elif which == "unhappy":
        meant = meant.filter(pl.col("score") <= 2)
    ordered = meant if which in ("waiting", "slow") else meant.sort("at", descending=True)
    return {"cases": ordered.collect()}


def _rows(metric: Metric, known: Frames, scope: Scope) -> pl.LazyFrame:
    return measure.rows(metric, known[metric.grain].lazy(), scope)


def _figures(named: list[Metric], known: Frames, question: Question) -> pl.DataFrame:
    told, before = _every(named, known, question.scope), question.before
    if before is None:
        return told.with_columns(pl.lit(None, pl.Float64).alias("before"))
    past = _every(named, known, before).select("metric", pl.col("value").alias("before"))
    return told.join(past, on="metric", how="left", maintain_order="left")


def _every(named: list[Metric], known: Frames, scope: Scope) -> pl.DataFrame:
    return pl.concat(pl.collect_all(_one(metric, known, scope) for metric in named))


def _one(metric: Metric, known: Frames, scope: Scope) -> pl.LazyFrame:
    return measure.plain(metric, measure.figure(metric, _rows(metric, known, scope)))


def _lines(names: tuple[str, ...], column: str, known: Frames, question: Question) -> pl.DataFrame:
    """Per bucket a column of each metric."""
    told = pl.collect_all(
        measure.over_time(METRICS[name], _rows(METRICS[name], known, question.scope), question.axis)
        for name in names
    )
    first = told[0].select("bucket", "until")
    return first.with_columns(one[column].alias(name) for name, one in zip(names, told, strict=True))
