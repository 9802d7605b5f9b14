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
from dashboards.view import View


def draw(view: View, frames: Frames, known: Mapping[str, str]) -> None:
    """The whole page. `known`: names of members by id."""
    agents = frames["agents"]
    agents = agents.with_columns(pl.Series("name", _told_apart(agents["agent_id"], known), pl.String))
    cases, written = int(agents["first_response_of"].sum()), int(agents["messages"].sum())
    figures(
        [
            Figure("Agents", words.count(agents.height), "Who wrote to a customer or answered a case."),
            Figure("Cases answered", words.count(cases), "First human answers."),
            Figure("Messages written", words.count(written), "By agents, to customers."),
        ]
    )
    if agents.is_empty():
        nothing("No agent wrote in this time.")
        return
    _most(view, agents.head(12))
    _table(agents)


def _told_apart(agents: Iterable[str], known: Mapping[str, str]) -> list[str]:
    """Their names; with the end of the id where another is called so too, who would have the same bar."""
    named = [(one, names.shown(known, one)) for one in agents]
    times = Counter(name for _, name in named)
    return [name if times[name] == 1 else f"{name} {words.short_id(one)}" for one, name in named]


def _most(view: View, agents: pl.DataFrame) -> None:
    with panel("Cases answered", "Cases by who gave the first human answer; the median wait at the end."):
        told = agents.with_columns(
            pl.col("first_response").map_elements(words.duration, pl.String, skip_nulls=False).alias("note")
        )
        rest = "; ".join(f"{row['name']} {row['first_response_of']}" for row in told.to_dicts())
        series = {"first_response_of": ("Cases", TEAL)}
        chart(
            charts.ranking(told, "name", series, "Cases", "note", view.mode),
            f"Bar chart of cases by agent: {rest}.",
            "agents",
        )


def _table(agents: pl.DataFrame) -> None:
    few = f"A dash where there are fewer than {ENOUGH}: of so few an average says nothing of anybody."
    with panel("Side by side", few):
        table(
            {
                "Agent": agents["name"].to_list(),
                "Cases": [words.count(one) for one in agents["first_response_of"]],
                "Messages": [words.count(one) for one in agents["messages"]],
                "First response": [words.duration(one) for one in agents["first_response"]],
                "Next response": [words.duration(one) for one in agents["next_response"]],
                "Resolution": [words.duration(one) for one in agents["resolution"]],
                "One touch": [words.share(one) for one in agents["one_touch"]],
                "CSAT": [words.share(one) for one in agents["satisfied"]],
                "Ratings": [words.count(one) for one in agents["satisfied_of"]],
            },
            "Agents side by side",
        )
