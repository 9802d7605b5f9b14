"""Every metric by its name: what it is, in which unit, of what, and the function that gives its rows.

A metric is one pure function from the frame of its grain to one row per thing measured; its docstring is its
definition. A new one is a function and a line here: pages, files and figures find it by its name.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

import polars as pl

from analytics.metrics import everyday, support

Unit = Literal["seconds", "share", "messages", "characters", "people", "chats", "score"]
"""`share` is from 0 to 1, `score` from -1 to 1, and a change of it from -2 to 2."""
Grain = Literal["message", "attempt", "correction", "offer", "talk", "spell", "case", "turn"]
"""What one row is about: `Lake.messages`, `translation.attempts`, `translation.corrections`,
`replies.offers`, `sentiment.talks`, `concurrency.spells`, `cases.cases`, `cases.turns`.
"""
Measure = Literal["total", "distinct", "level", "share", "spread"]
"""How rows become a figure: the function of `analytics.metrics.figures`."""


MEASURES: Mapping[Unit, Measure] = {
    "messages": "total", "characters": "total", "people": "distinct", "chats": "level", "share": "share",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric."""

    name: str
    unit: Unit
    grain: Grain
    rows: Callable[[pl.LazyFrame], pl.LazyFrame]

    @property
    def definition(self) -> str:
        """In words: what counts, what it is divided by, and when it is null."""
        return " ".join(inspect.cleandoc(self.rows.__doc__ or "").split())

    @property
    def measure(self) -> Measure:
        """Of counted things the total, of people how many different ones, of what goes on at once the peak;
        of shares both numbers; of all else mean, median and p90.
        """
        return MEASURES.get(self.unit, "spread")

    @property
    def by_hours(self) -> bool:
        """Whether it may be told in business hours: it is time that people wait for each other."""
        return self.unit == "seconds" and self.grain in ("case", "turn")


METRICS = {
    one.name: one
    for one in (
        Metric("messages", "messages", "message", everyday.messages),
        Metric("incoming", "messages", "message", everyday.incoming),
        Metric("outgoing", "messages", "message", everyday.outgoing),
        Metric("active_people", "people", "message", everyday.active_people),
        Metric("active_customers", "people", "message", everyday.active_customers),
        Metric("active_agents", "people", "message", everyday.active_agents),
        Metric("concurrency", "chats", "spell", everyday.concurrency),
        Metric("negative", "share", "message", everyday.negative),
        Metric("sentiment", "score", "message", everyday.sentiment),
        Metric("sentiment_change", "score", "talk", everyday.sentiment_change),
        Metric("ended_negative", "share", "talk", everyday.ended_negative),
        Metric("repair", "share", "message", everyday.repair),
        Metric("translated", "share", "attempt", everyday.translated),
        Metric("translation_wait", "seconds", "attempt", everyday.translation_wait),
        Metric("untranslated", "messages", "attempt", everyday.untranslated),
        Metric("low_confidence", "share", "attempt", everyday.low_confidence),
        Metric("corrected", "share", "correction", everyday.corrected),
        Metric("suggested", "messages", "offer", everyday.suggested),
        Metric("accepted", "share", "offer", everyday.accepted),
        Metric("edited", "share", "offer", everyday.edited),
        Metric("characters_saved", "characters", "offer", everyday.characters_saved),
        Metric("first_response", "seconds", "case", support.first_response),
        Metric("next_response", "seconds", "turn", support.next_response),
        Metric("resolution", "seconds", "case", support.resolution),
        Metric("bot_time", "seconds", "case", support.bot_time),
        Metric("queue_time", "seconds", "case", support.queue_time),
        Metric("human_time", "seconds", "case", support.human_time),
        Metric("customer_time", "seconds", "case", support.customer_time),
        Metric("one_touch", "share", "case", support.one_touch),
        Metric("reopened", "share", "case", support.reopened),
        Metric("handed_over", "share", "case", support.handed_over),
        Metric("bot_resolved", "share", "case", support.bot_resolved),
        Metric("transferred", "share", "case", support.transferred),
        Metric("missed", "share", "case", support.missed),
        Metric("dropped", "share", "case", support.dropped),
        Metric("satisfied", "share", "case", support.satisfied),
        Metric("rated", "share", "case", support.rated),
        Metric("returning", "share", "case", support.returning),
    )
}

FORMER = {"mood": "sentiment"}
"""What metrics were called before: who asks for them so is answered."""


def named(name: str) -> Metric | None:
    """The metric of this name, or of this former one; null: there is none."""
    return METRICS.get(FORMER.get(name, name))
