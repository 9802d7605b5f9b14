"""What every evaluation gets, and what it gives back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec

from wire.contracts.settings import Settings

Cell = str | int | float | None
"""Floats are shown with the decimals they are rounded to; None is "not measured", shown as a dash."""


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """What to measure on, and how much of it."""

    settings: Settings
    data: Path | None
    """Folder laid out as in docs/evaluation.md; null: only what comes with the project is measured."""
    quick: bool = True
    """A sample that lets the whole of `make eval` end within 15 minutes on 2 cores; else everything."""
    sets: tuple[Path, ...] = ()
    """Parallel sets to translate instead of those of `data`: TSV (.xz) with columns named by language."""
    engine: str | None = None
    """Only this translation engine; null: the best route, as in production."""
    pairs: tuple[tuple[str, str], ...] = ()
    """Only these language pairs; empty: all there are."""
    seed: int = 0


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """One table of results. `name` is stable, for readers of the JSON; rows are as long as `columns`."""

    name: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""
    """What the figures rest on: rows measured, sample, what was asked for."""


Say = Callable[[str], None]
"""Told, for people, what is being measured now and how far it is."""

Evaluation = Callable[[Options, Say], list[Table]]
"""One task. Gives no table for a set that is not there, and says so; never raises for missing data."""
