"""From the lake to a metric's rows: what is measured in a scope, on which clock, of which slice.

What is measured counts for the time at which it began (`at`): a case for the day the customer came, however
long it took. So cases are told from all that the lake has of an organisation, and then those within the scope
are kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from analytics.lake import Lake
from analytics.metrics import measure
from analytics.metrics.hours import CALENDAR, Clock
from analytics.metrics.registry import Metric
from analytics.scope import Scope


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
        of = measure.frame(self.lake, self.scope, metric.grain, self.clock)
        found = measure.rows(metric, of, self.scope)
        return found.filter(*kept) if kept else found
