"""What a run is asked to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.chaos.cluster import Nodes
from tests.chaos.database import Database
from tests.chaos.parts import Starter, as_shipped
from tests.chaos.people import Habits
from tests.chaos.proxy import Weather

COUNTS = {"broker": 1, "serve": 1, "jobs": 1, "work": 1, "collect": 1}


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What is run, and how bad the weather is."""

    folder: Path
    """Holds the home, the ledger and who is there: a later run on it goes on."""
    seed: int
    seconds: float
    blows: int = 10**9
    """At most."""
    messages: int = 0
    """That are acknowledged in all, however slow the machine: the weather stays fair until then."""
    pairs: int = 4
    visitors: int = 2
    habits: Habits = field(default_factory=Habits)
    weather: Weather = field(default_factory=Weather)
    between: tuple[float, float] = (2.0, 10.0)
    """Seconds between two blows."""
    kinds: tuple[str, ...] = ()
    """Of blows besides kills; none: all."""
    counts: Mapping[str, int] = field(default_factory=lambda: COUNTS)
    starter: Starter = as_shipped
    environ: Mapping[str, str] = field(default_factory=dict)
    database: Database | None = None
    """PostgreSQL, which is killed, too; None: SQLite."""
    cluster: Nodes | None = None
    """Instead of the one broker of our own; it fails over, too."""
    clock: Path | None = None
    """File by which the clock of all parts goes; None: it goes right."""
    rolling: bool = False
    """When the storm is over, each `serve` ends in good order and begins again, while people go on."""
    newer: Starter | None = None
    """What all parts begin with then: another version, while people write."""
    patience: float = 240.0
    """Seconds in which something has to move at the end."""
