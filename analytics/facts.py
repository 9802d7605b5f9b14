"""From the lake to a metric's rows: what is measured in a scope, on which clock, of which slice.

What is measured counts for the time at which it began (`at`): a case for the day the customer came, however
long it took. So cases are told from all that the lake has of an organisation, and then those within the scope
are kept.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import polars as pl

from analytics.lake import Lake
from analytics.metrics import cases, replies, translation
from analytics.metrics.hours import CALENDAR, Clock
from analytics.metrics.registry import Grain, Metric
from analytics.metrics.steps import steps
from analytics.scope import Scope, spoken_in, within


@dataclass(frozen=True, slots=True)
class Facts:
    """What a scope of a lake holds. Frames are lazy: collect them with `analytics.lake.collect`."""

    lake: Lake
    scope: Scope
    clock: Clock = CALENDAR
    where: Mapping[str, str] = field(default_factory=dict)
    """Only rows with these values, by column: a channel_id, an agent_id, a language, a reader."""

    def rows(self, metric: Metric) -> pl.LazyFrame:
        """One row per thing measured, in the scope and the slice."""
        kept = [pl.col(name) == value for name, value in self.where.items()]
        found = metric.rows(self.of(metric.grain))
        return found.filter(*kept) if kept else found

    def of(self, grain: Grain) -> pl.LazyFrame:
        """The frame that metrics of a grain are functions of."""
        made: dict[Grain, Callable[[], pl.LazyFrame]] = {
            "message": lambda: self.lake.messages(self.scope),
            "attempt": self._attempts,
            "offer": self._offers,
            "case": lambda: self._kept(cases.cases(self._steps(), self.clock)),
            "turn": lambda: self._kept(cases.turns(self._steps(), self.clock)),
        }
        return made[grain]()

    def _attempts(self) -> pl.LazyFrame:
        return translation.attempts(self.lake.messages(self.scope), self.lake.translations(self.scope))

    def _offers(self) -> pl.LazyFrame:
        after = replace(self.scope, until=None, languages=())
        return replies.offers(self.lake.messages(self.scope), self.lake.activity(after))

    def _steps(self) -> pl.LazyFrame:
        always = replace(self.scope, since=None, until=None, languages=())
        return steps(self.lake.messages(always), self.lake.activity(always))

    def _kept(self, frame: pl.LazyFrame) -> pl.LazyFrame:
        return frame.filter(within(self.scope, "at"), spoken_in(self.scope.languages, "language"))
