"""`python -m benchmarks.beside`: delivery beside a worker that has more to do than it can, and beside none.

In one installation and in turns: the worker is stopped (SIGSTOP) and goes on again, as `duologue up` lets it,
so that what neighbours take of the machine falls on both alike. Messages wait for the worker all the time.
Takes about two minutes.
"""

from __future__ import annotations

import os
import signal
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from msgspec import Struct

from benchmarks.peers import report
from benchmarks.peers.ledger import quantile
from benchmarks.peers.load import Load
from benchmarks.peers.machine import machine
from benchmarks.peers.processes import cpu_of
from benchmarks.peers.servers.base import end_orderly
from benchmarks.peers.servers.duologue import Duologue
from benchmarks.peers.steps import Order, Step

PAIRS, RATE = 50, 50.0
AHEAD = Order(200.0, 10.0, cut=False)
"""What is posted before, while the worker is stopped, so that it has enough to do."""
TURNS, SECONDS = 8, 5.0
STOPPED, RUNNING = STATES = ("stopped", "running")
HEAD = ("worker", "p50 ms", "p99 ms", "worker's cores", "server CPU s per 1,000")


class Turn(Struct, frozen=True):
    """One turn. Milliseconds, cores, CPU seconds for 1,000 messages."""

    p50: float
    p99: float
    cores: float
    cpu: float


def measure(turns: int = TURNS, seconds: float = SECONDS) -> dict[str, list[Turn]]:
    """Turns with the worker stopped and running, each first in one of two."""
    server = Duologue(worker=True)
    found: dict[str, list[Turn]] = {state: [] for state in STATES}
    with tempfile.TemporaryDirectory(prefix="duo-beside-", ignore_cleanup_errors=True) as folder:
        server.start(Path(folder))
        try:
            with Load(server.sign_in(PAIRS)) as load:
                with _stopped(server):
                    load.run(AHEAD)
                for turn in range(turns):
                    for state in STATES[:: -1 if turn % 2 else 1]:
                        found[state].append(_turn(server, load, state, seconds))
        finally:
            server.stop()
    return found


def _turn(server: Duologue, load: Load, state: str, seconds: float) -> Turn:
    with _stopped(server) if state == STOPPED else nullcontext():
        return _measured(server, load, seconds)


def _measured(server: Duologue, load: Load, seconds: float) -> Turn:
    before, began = {part: cpu_of(pids) for part, pids in server.parts().items()}, time.monotonic()
    step: Step = load.run(Order(RATE, seconds, cut=False))
    took = time.monotonic() - began
    spent = {part: cpu_of(pids) - before[part] for part, pids in server.parts().items()}
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


def page(found: dict[str, list[Turn]]) -> str:
    """Medians of the turns, and what the worker makes of the wait."""
    middle = {
        state: [quantile([getattr(turn, name) for turn in turns], 0.5) for name in Turn.__struct_fields__]
        for state, turns in found.items()
    }
    rows = [[state, *(f"{one:.2f}" for one in middle[state])] for state in STATES]
    pairs = zip(middle[RUNNING], middle[STOPPED], strict=True)
    ratios = [after / before for after, before in pairs if before]
    rows.append(["running over stopped", *(f"{one:.2f}" for one in ratios[:2]), "", f"{ratios[-1]:.2f}"])
    return (
        f"Measured on {machine()}; {RATE:.0f} messages a second, {PAIRS} pairs.\n\n{report.table(HEAD, rows)}"
    )


def main() -> None:
    end_orderly()
    print(page(measure()))


if __name__ == "__main__":
    main()
