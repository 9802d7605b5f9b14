"""A day, step by step: what is written, what each stage gets done, what waits, and nodes that fail."""

from __future__ import annotations

import math

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from benchmarks.scaling.demand import over_the_day
from benchmarks.scaling.figures import Figures
from benchmarks.scaling.sizing import Sized

Ints = NDArray[np.int64]
STAGES = ("serve", "relay", "worker", "apply", "index")
"""In this order: kept and shown, handed to the streams, understood, written down, found by its words."""
OFF = 0.05
"""By how much (sigma) a stage gets more or less done from one step to the next."""


class Lived(Struct, frozen=True):
    """One day. Arrays have a number for each step; `waiting` and `handled` by stage."""

    written: Ints
    handled: dict[str, Ints]
    waiting: dict[str, Ints]
    delay: Ints
    """Steps until what was written at that one was translated and written down, at least: the day ends."""
    failed: list[tuple[str, int]]
    """Stages of which a machine failed, and the step."""
    tick: int

    @property
    def left(self) -> int:
        """What still waits at the end, anywhere."""
        return int(sum(waiting[-1] for waiting in self.waiting.values()))

    def translated_within(self, share: float) -> float:
        """Seconds within which so great a share of all messages were translated and written down."""
        order = np.argsort(self.delay, kind="stable")
        passed = np.cumsum(self.written[order])
        return float(self.delay[order][np.searchsorted(passed, share * passed[-1])] * self.tick)


def live(figures: Figures, sized: Sized, seed: int, stores: int = 1) -> Lived:
    """The day of this many people, on so many stores. The same seed gives the same day."""
    dice, tick = np.random.default_rng(seed), figures.assumed.day.tick
    written = dice.poisson(over_the_day(figures, sized.asked.people) * tick).astype(np.int64)
    failed = _failures(figures, sized, dice, len(written)) if sized.way.serves else []
    cluster = figures.assumed.cluster
    come, handled, waiting = written, dict[str, Ints](), dict[str, Ints]()
    for stage, most in capacities(figures, sized, stores).items():
        room = most * tick * np.clip(dice.normal(1.0, OFF, len(written)), 0.5, 1.5)
        for _, step in (one for one in failed if one[0] == stage):
            room[step : step + cluster.repaired // tick] *= _without_one(sized, stage, cluster.node_cores)
        handled[stage], waiting[stage] = _through(come, room.astype(np.int64))
        come = handled[stage]
    return Lived(written, handled, waiting, _delay(written, handled["apply"]), failed, tick)


def _delay(written: Ints, done: Ints) -> Ints:
    """First in, first out: a step's last message is done when as many are done as were written by then."""
    steps = np.arange(len(written))
    ended = np.searchsorted(np.cumsum(done), np.cumsum(written))
    return np.maximum(np.minimum(ended, len(written) - 1) - steps, 0)


def capacities(figures: Figures, sized: Sized, stores: int = 1) -> dict[str, float]:
    """Messages a second that each stage gets done with what is there, cores full."""
    asked, cores, there = sized.asked, sized.cores, sized.processes
    serve = there["serve"] * asked.messages / max(cores["serve"], 1e-9)
    alone = figures.measured.alone[sized.way.store]
    once = {name: alone[f"{name}ed_per_second"] * stores for name in ("relay", "index")}
    room = 2.0 * there["worker"]
    if not sized.way.serves:
        room = getattr(figures.assumed.cluster, sized.way.cores) - 1.0
    worker = room * asked.messages / max(cores["worker"], 1e-9)
    return {"serve": serve, "relay": once["relay"], "worker": worker, "apply": serve, "index": once["index"]}


def _without_one(sized: Sized, stage: str, cores: int) -> float:
    """Share of a stage that goes on where one machine of it is gone: another of the only one takes over."""
    there = {"worker": "worker"}.get(stage, "serve")
    count = sized.processes[there]
    if stage == "worker":  # of two cores each, so that a machine has several
        count = max(2, math.ceil(2 * count / cores))
    return 1 - 1 / count if count > 1 else 0.0


def _failures(figures: Figures, sized: Sized, dice: np.random.Generator, steps: int) -> list[tuple[str, int]]:
    """Machines that fail, at any time of the day, and one of the workers' at the peak."""
    count = int(dice.poisson(figures.assumed.cluster.failures * sized.nodes))
    stages = dice.choice(["serve", "worker"], count)
    found = [
        (str(stage), int(step)) for stage, step in zip(stages, dice.integers(0, steps, count), strict=True)
    ]
    peak = int(np.argmax(over_the_day(figures, sized.asked.people)))
    return sorted([*found, ("worker", peak)], key=lambda one: one[1])


def _through(come: Ints, room: Ints) -> tuple[Ints, Ints]:
    """What a stage handles at each step and what waits behind it, in whole messages."""
    handled, waiting = np.zeros_like(come), np.zeros_like(come)
    before = 0
    for step, (new, most) in enumerate(zip(come.tolist(), room.tolist(), strict=True)):
        there = before + new
        handled[step] = done = min(there, most)
        waiting[step] = before = there - done
    return handled, waiting
