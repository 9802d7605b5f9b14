"""`python -m benchmarks.beside`: delivery beside a worker that has more to do than it can, and beside none.

In one installation and in turns: the worker is stopped (SIGSTOP) and goes on again, as `duologue up` lets it,
which is on all processors but the first, and on all, so that what neighbours take of the machine falls on all
alike. Messages wait for the worker all the time. Takes about three minutes.
"""

from __future__ import annotations

import os
import signal
import tempfile
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
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
from service.supervisor.processors import for_worker
from wire.contracts.settings import Settings

PAIRS, RATE = 50, 50.0
AHEAD = Order(200.0, 10.0, cut=False)
"""What is posted before, while the worker is stopped, so that it has enough to do."""
TURNS, SECONDS = 8, 5.0
STOPPED, RUNNING, ANYWHERE = STATES = ("stopped", "running", "running, on all processors")
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
    with _stopped(server) if state == STOPPED else _let_go(server, state == ANYWHERE):
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


@contextmanager
def _let_go(server: Duologue, anywhere: bool) -> Iterator[None]:
    """Inside, the worker has every processor, where it is let go `anywhere`."""
    kept = for_worker(Settings())
    if not anywhere or kept is None:
        yield
        return
    _keep(server, os.sched_getaffinity(0))
    try:
        yield
    finally:
        _keep(server, kept)


def _keep(server: Duologue, to: Collection[int]) -> None:
    for pid in server.parts()["worker"]:
        for thread in Path(f"/proc/{pid}/task").iterdir():
            with suppress(ProcessLookupError):  # a thread that has ended meanwhile
                os.sched_setaffinity(int(thread.name), to)


def page(found: dict[str, list[Turn]]) -> str:
    """Medians of the turns, and what the worker makes of the wait."""
    middle = {
        state: [quantile([getattr(turn, name) for turn in turns], 0.5) for name in Turn.__struct_fields__]
        for state, turns in found.items()
    }
    rows = [[state, *(f"{one:.2f}" for one in middle[state])] for state in STATES]
    for state in (RUNNING, ANYWHERE):
        ratios = [
            after / before for after, before in zip(middle[state], middle[STOPPED], strict=True) if before
        ]
        rows.append([f"{state} over stopped", *(f"{one:.2f}" for one in ratios[:2]), "", f"{ratios[-1]:.2f}"])
    return (
        f"Measured on {machine()}; {RATE:.0f} messages a second, {PAIRS} pairs.\n\n{report.table(HEAD, rows)}"
    )


def main() -> None:
    end_orderly()
    print(page(measure()))


if __name__ == "__main__":
    main()
