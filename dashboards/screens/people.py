"""People and agents: who answers, how much and how soon; held against each other where there is enough."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

import polars as pl

from analytics.metrics.figures import ENOUGH
from dashboards import charts, names, words
from dashboards.colours import TEAL
from dashboards.data import Frames
from dashboards.panels import Figure, chart, figures, nothing, panel, table
from dashboards.speech import each, t
from dashboards.view import View


def draw(view: View, frames: Frames, known: Mapping[str, str]) -> None:
    """The whole page. `known`: names of members by id."""
    agents = frames["agents"]
    agents = agents.with_columns(pl.Series("name", _told_apart(agents["agent_id"], known), pl.String))
    cases, written = int(agents["first_response_of"].sum()), int(agents["messages"].sum())
    figures(
        [
            Figure(t("Agents"), words.count(agents.height), t("Who wrote to a customer or answered a case.")),
            Figure(t("Cases answered"), words.count(cases), t("First human answers.")),
            Figure(t("Messages written"), words.count(written), t("By agents, to customers.")),
        ]
    )
    if agents.is_empty():
        nothing(t("No agent wrote in this time."))
        return
    _most(view, agents.head(12))
    _table(agents)


def _told_apart(agents: Iterable[str], known: Mapping[str, str]) -> list[str]:
    """Their names; with the end of the id where another is called so too, who would have the same bar."""
    named = [(one, names.shown(known, one)) for one in agents]
    times = Counter(name for _, name in named)
    return [name if times[name] == 1 else f"{name} {words.short_id(one)}" for one, name in named]


def _most(view: View, agents: pl.DataFrame) -> None:
    with panel(
        t("Cases answered"), t("Cases by who gave the first human answer; the median wait at the end.")
    ):
        told = agents.with_columns(each(agents["first_response"], words.duration).alias("note"))
        rest = "; ".join(f"{row['name']} {row['first_response_of']}" for row in told.to_dicts())
        series = {"first_response_of": (t("Cases"), TEAL)}
        chart(
            charts.ranking(told, "name", series, t("Cases"), "note", view.mode),
            t("Bar chart of cases by agent: {list}.", list=rest),
            "agents",
        )


def _table(agents: pl.DataFrame) -> None:
    few = t(
        "A dash where there are fewer than {count}: of so few an average says nothing of anybody.",
        count=words.count(ENOUGH),
    )
    with panel(t("Side by side"), few):
        table(
            {
                t("Agent"): agents["name"].to_list(),
                t("Cases"): [words.count(one) for one in agents["first_response_of"]],
                t("Messages"): [words.count(one) for one in agents["messages"]],
                t("First response"): [words.duration(one) for one in agents["first_response"]],
                t("Next response"): [words.duration(one) for one in agents["next_response"]],
                t("Resolution"): [words.duration(one) for one in agents["resolution"]],
                t("One touch"): [words.share(one) for one in agents["one_touch"]],
                t("CSAT"): [words.share(one) for one in agents["satisfied"]],
                t("Ratings"): [words.count(one) for one in agents["satisfied_of"]],
            },
            t("Agents side by side"),
        )
