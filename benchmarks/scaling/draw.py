"""Pictures of the simulation."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.plots import beside, lines, save
from benchmarks.scaling.figures import Figures
from benchmarks.scaling.page import PARTS
from benchmarks.scaling.run import Lived
from benchmarks.scaling.sizing import need
from benchmarks.scaling.steps import LARGE

EVERY = 300
"""Seconds between two points of a day."""


def cores(figures: Figures, path: Path, seed: int) -> None:
    """Cores at the peak by part, as people become more."""
    points: list[dict[str, Any]] = []
    for people in np.logspace(4, 7, 13):
        _, used = need(figures, LARGE, float(people), seed)
        points += [{"x": float(people), "y": used[part], "what": part} for part in PARTS]
    save(lines(points, "daily people", "cores at the peak", log_y=True, wide=560, high=320), path)


def day(figures: Figures, lived: dict[str, Lived], path: Path) -> None:
    """Messages a second and what waits through the day, a panel each."""
    step = EVERY // figures.assumed.day.tick
    written: list[dict[str, Any]] = []
    waiting: list[dict[str, Any]] = []
    for name, one in lived.items():
        hours = np.arange(len(one.written)) * figures.assumed.day.tick / 3600
        rates = one.written / figures.assumed.day.tick
        behind = sum(one.waiting.values())
        for at in range(0, len(hours), step):
            if name == next(iter(lived)):
                written.append({"x": hours[at], "y": float(rates[at]), "what": "written a second"})
            waiting.append({"x": hours[at], "y": float(behind[at : at + step].max()), "what": name})
    plain = {"log": False, "point": False, "wide": 340}
    save(
        beside(
            lines(written, "hour of the day, UTC", "messages a second", **plain),
            lines(waiting, "hour of the day, UTC", "messages that wait", **plain),
        ),
        path,
    )
