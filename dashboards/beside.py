"""A figure beside that of as much time before: how much more or less, in the words of its kind."""

from __future__ import annotations

from typing import Any

import polars as pl

from dashboards import words
from dashboards.speech import t


class Beside:
    """One row of figures now, and the same before; an empty frame where there is no such time."""

    def __init__(self, now: pl.DataFrame, before: pl.DataFrame) -> None:
        self._now = now.row(0, named=True)
        self._before: dict[str, Any] = before.row(0, named=True) if before.height else {}

    def __getitem__(self, column: str) -> Any:
        """The figure of now."""
        return self._now[column]

    def percent(self, column: str, *told: str) -> str | None:
        """Of counts and times. `told`: what stands before it. None: there is nothing to say."""
        now, before = self._now[column], self._before.get(column)
        changed = against((now - before) / before) if now is not None and before else ""
        return _joined(*told, changed)

    def points(self, column: str, *told: str) -> str | None:
        """Of shares and scores."""
        now, before = self._now[column], self._before.get(column)
        both = now is not None and before is not None
        return _joined(*told, _points(now - before) if both else "")


def _joined(*told: str) -> str | None:
    return " · ".join(filter(None, told)) or None


def against(change: float) -> str:
    """How much more or less than before: 0.5 is half as much again."""
    return t("{change} vs before", change=words.percent(change))


def _points(change: float) -> str:
    return t("{change} points vs before", change=words.number(change * 100, "+0.0;-0.0"))
