"""`python -m benchmarks.beside`: delivery beside a worker that has more to do than it can, and beside none.

In one installation and in turns: the worker is stopped (SIGSTOP) and goes on again, as `duologue up` lets it,
so that what neighbours take of the machine falls on both alike. Messages wait for the worker all the time.
The bare relay is asked for the same beside the same worker: what it suffers is the machine's. Takes about
three minutes.
"""

from __future__ import annotations

import os
import signal
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, nullcontext
from pathlib import Path
from typing import NamedTuple

from msgspec import Struct

from benchmarks.peers import report
from benchmarks.peers.ledger import quantile
from benchmarks.peers.load import Load
from benchmarks.peers.machine import machine
from benchmarks.peers.processes import cpu_of
from benchmarks.peers.servers.base import Server, end_orderly
from benchmarks.peers.servers.duologue import Duologue
from benchmarks.peers.servers.relay import Relay
from benchmarks.peers.steps import Order, Step

PAIRS, RATE = 50, 50.0
AHEAD = Order(200.0, 10.0, cut=False)
"""What is posted before, while the worker is stopped, so that it has enough to do."""
TURNS, SECONDS = 8, 5.0
STOPPED, RUNNING = STATES = ("stopped", "running")
HEAD = ("delivery by", "worker", "p50 ms", "p99 ms", "worker's cores", "server CPU s per 1,000")


class Turn(Struct, frozen=True):
    """One turn. Milliseconds, cores, CPU seconds for 1,000 messages."""

    p50: float
    p99: float
    cores: float
    cpu: float


Found = dict[tuple[str, str], list[Turn]]
"""Turns by name of the server and state of the worker."""


class _Measured(NamedTuple):
    """Who delivers, and where the load for it comes from."""

    server: Server
    load: Load


def measure(turns: int = TURNS, seconds: float = SECONDS) -> Found:
    """Turns with the worker stopped and running, each first in one of two."""
    ours, relay = Duologue(worker=True), Relay()
    with ExitStack() as stack:
        made = tempfile.TemporaryDirectory(prefix="duo-beside-", ignore_cleanup_errors=True)
        folder = Path(stack.enter_context(made))
        every = [
            _Measured(one, stack.enter_context(_started(one, folder / name)))
            for name, one in (("ours", ours), ("relay", relay))
        ]
        with _stopped(ours):
            every[0].load.run(AHEAD)
            every[1].load.run(Order(RATE, 1.0, cut=False))
        return _turns(ours, every, turns, seconds)


@contextmanager
def _started(server: Server, folder: Path) -> Iterator[Load]:
    folder.mkdir()
    server.start(folder)
    try:
        with Load(server.sign_in(PAIRS)) as load:
            yield load
    finally:
        server.stop()


def _turns(worker: Duologue, every: Sequence[_Measured], turns: int, seconds: float) -> Found:
    found = Found()
    for turn in range(turns):
        for state in STATES[:: -1 if turn % 2 else 1]:
            with _stopped(worker) if state == STOPPED else nullcontext():
                for one in every:
                    took = _measured(one, worker.parts()["worker"], seconds)
                    found.setdefault((one.server.name.split(",")[0], state), []).append(took)
    return found


def _measured(one: _Measured, worker: Sequence[int], seconds: float) -> Turn:
    parts = {"server": one.server.parts()["server"], "worker": worker}
    before, began = {part: cpu_of(pids) for part, pids in parts.items()}, time.monotonic()
    step: Step = one.load.run(Order(RATE, seconds, cut=False))
    took = time.monotonic() - began
    spent = {part: cpu_of(pids) - before[part] for part, pids in parts.items()}
    return Turn(step.p50, step.p99, spent["worker"] / took, spent["server"] * 1000 / step.sent)


@contextmanager
def _stopped(server: Duologue) -> Iterator[None]:
    """Inside, the worker has no processor."""
    workers = server.parts()["worker"]
    for pid in workers:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in workers:
            os.kill(pid, signal.SIGCONT)


def page(found: Found) -> str:
    """Medians of the turns, and what the worker makes of the wait."""
    rows = []
    for name in dict.fromkeys(name for name, _ in found):
        middle = {state: _middle(found[name, state]) for state in STATES}
        rows += [[name, state, *(f"{one:.2f}" for one in middle[state])] for state in STATES]
        pairs = zip(middle[RUNNING], middle[STOPPED], strict=True)
        ratios = [after / before if before else 0.0 for after, before in pairs]
        rows.append(
            [name, "running over stopped", *(f"{one:.2f}" for one in ratios[:2]), "", f"{ratios[3]:.2f}"]
        )
    return (
        f"Measured on {machine()}; {RATE:.0f} messages a second, {PAIRS} pairs.\n\n{report.table(HEAD, rows)}"
    )


def _middle(turns: Sequence[Turn]) -> list[float]:
    return [quantile([getattr(turn, name) for turn in turns], 0.5) for name in Turn.__struct_fields__]


def main() -> None:
    end_orderly()
    print(page(measure()))


if __name__ == "__main__":
    main()
