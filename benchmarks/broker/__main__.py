"""`python -m benchmarks.broker [--write] [--count N] [--rounds N] [--only WORD]`: tasks a second, worked off.

Each queue, on a Valkey of its own with an append-only file that is synced every second: one process sends
all tasks, one after the other, then one process works them off with a handler that counts. In turns, so that
neighbours of the machine are in all rows; the median of the rounds stands in the table.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median

import msgspec
import redis
from msgspec import Struct
from rich.console import Console

from benchmarks.broker.queues import LOOP, OURS, PEERS, SCRIPTS, TaskQueue
from benchmarks.peers import report
from benchmarks.peers.load import ROOT
from benchmarks.peers.machine import machine
from benchmarks.peers.servers.base import HOST, Children, Missing, end_orderly
from benchmarks.peers.servers.valkey import start_valkey

PATIENCE = 180.0
"""Seconds for one queue to send or to work off all tasks."""
HEAD = (
    "queue",
    "worked off, tasks/s",
    "of the loop",
    "worker CPU ms a task",
    "sent, tasks/s",
    "sent and worked off",
)
GOAL = 0.7
"""Of what the loop works off."""


class Phase(Struct, frozen=True):
    """What a script prints."""

    count: int
    seconds: float
    cpu: float

    @property
    def rate(self) -> float:
        """Tasks a second."""
        return self.count / self.seconds


class Round(Struct, frozen=True):
    """One queue, once."""

    sent: Phase
    worked: Phase
    left: int
    """Tasks that nobody had acknowledged in the end: an error of the measurement, where it is not 0."""

    @property
    def whole(self) -> float:
        """Tasks a second, where one process does both in turn."""
        return 1 / (1 / self.sent.rate + 1 / self.worked.rate)


class Row(Struct):
    """All rounds of a queue, or why there are none."""

    queue: TaskQueue
    rounds: list[Round]
    skipped: str = ""

    def of(self, what: Callable[[Round], float]) -> float:
        """The median over the rounds."""
        return median(map(what, self.rounds))


def measure(queues: Sequence[TaskQueue], count: int, rounds: int, say: Callable[[str], None]) -> list[Row]:
    """In turns, each other round from the last to the first."""
    rows = [Row(one, []) for one in queues]
    for number in range(rounds):
        for row in rows if number % 2 == 0 else reversed(rows):
            if not row.skipped:
                try:
                    row.rounds.append(once(row.queue, count))
                    say(f"{row.queue.name}: {row.rounds[-1].worked.rate:,.0f} a second")
                except (Missing, RuntimeError) as error:
                    row.skipped = str(error).strip().splitlines()[0][:160]
                    say(f"{row.queue.name}: {row.skipped}")
    return rows


def once(queue: TaskQueue, count: int) -> Round:
    """Missing where it cannot be had; RuntimeError where it does not do what it should."""
    python = queue.python()
    with tempfile.TemporaryDirectory(prefix="duo-broker-", ignore_cleanup_errors=True) as folder:
        children = Children(Path(folder))
        try:
            port = start_valkey(children)
            url = f"redis://{HOST}:{port}/0"
            tasks = count * queue.times
            sent, worked = (_ran(queue, python, what, url, tasks) for what in ("send", "work"))
            with redis.Redis.from_url(url) as client:
                left = unacknowledged(client)
        finally:
            children.stop()
    if left:
        raise RuntimeError(f"{left} tasks were not acknowledged")
    return Round(sent, worked, left)


def _ran(queue: TaskQueue, python: str, what: str, url: str, count: int) -> Phase:
    command = [python, str(SCRIPTS / queue.script), what, url, str(count)]
    environ = {name: value for name, value in os.environ.items() if not name.startswith("DUOLOGUE_")}
    if not queue.packages:
        environ["PYTHONPATH"] = str(ROOT)
    try:
        done = subprocess.run(
            command, capture_output=True, timeout=PATIENCE, check=True, env=environ, cwd=SCRIPTS
        )
    except subprocess.CalledProcessError as error:
        said = error.stderr.decode(errors="replace").strip().splitlines()
        raise RuntimeError(f"{what} failed: {said[-1] if said else error.returncode}") from error
    except subprocess.TimeoutExpired as error:
        raise RuntimeError(f"{what} took longer than {PATIENCE:.0f} s") from error
    lines = [line for line in done.stdout.splitlines() if line.startswith(b"{")]
    if not lines:
        raise RuntimeError(f"{what} ended without a word")
    return msgspec.json.decode(lines[-1], type=Phase)


def unacknowledged(client: redis.Redis) -> int:
    """What still waits or is in hand, wherever a queue keeps it: entries, lists, hashes of messages."""
    left = 0
    for key in client.scan_iter():
        kind = client.type(key)
        if kind == b"stream":
            left += sum(group["pending"] + (group["lag"] or 0) for group in client.xinfo_groups(key))
        elif kind == b"list":
            left += client.llen(key)
        elif kind == b"hash" and key.endswith((b"unacked", b".msgs")):
            left += client.hlen(key)
    return left


def table(rows: Sequence[Row]) -> str:
    """The loop first, then by how much each works off."""
    loop = next(
        (row.of(lambda one: one.worked.rate) for row in rows if row.queue == LOOP and row.rounds), None
    )
    quick = sorted(rows, key=lambda row: -row.of(lambda one: one.worked.rate) if row.rounds else 0.0)
    lines = [
        [
            row.queue.name,
            f"{(rate := row.of(lambda one: one.worked.rate)):,.0f}",
            f"{rate / loop:.2f}" if loop else "",
            f"{row.of(lambda one: one.worked.cpu / one.worked.count) * 1000:.3f}",
            f"{row.of(lambda one: one.sent.rate):,.0f}",
            f"{row.of(lambda one: one.whole):,.0f}",
        ]
        if row.rounds
        else [row.queue.name, f"not measured: {row.skipped}", "", "", "", ""]
        for row in sorted(quick, key=lambda row: row.queue != LOOP)
    ]
    return report.table(HEAD, lines)


def kept(rows: Sequence[Row]) -> str:
    """When each calls a task done."""
    return report.table(
        ("queue", "a task is done"),
        [[_named(row.queue), row.queue.keeps] for row in rows],
    )


def _named(queue: TaskQueue) -> str:
    return f"{queue.name}, {queue.packages[0]}" if queue.packages else queue.name


def main() -> None:
    asked = argparse.ArgumentParser(prog="python -m benchmarks.broker", description=__doc__)
    asked.add_argument("--write", action="store_true", help="into docs/performance.md")
    asked.add_argument("--count", type=int, default=5_000)
    asked.add_argument("--rounds", type=int, default=3)
    asked.add_argument("--only", action="append", default=[], metavar="WORD")
    options = asked.parse_args()
    end_orderly()
    where, say = machine(), Console(stderr=True).print
    queues = [
        one
        for one in (LOOP, OURS, *PEERS)
        if not options.only or any(word.lower() in one.name.lower() for word in options.only)
    ]
    rows = measure(queues, options.count, options.rounds, say)
    head = (
        f"Measured on {where}; {options.count:,} tasks, of loop and Duologue {OURS.times} times as many; "
        f"median of {options.rounds} rounds in turns."
    )
    text = f"{head}\n\n{table(rows)}\n\n{kept(rows)}"
    print(text)
    if options.write:
        report.put(Path("docs") / "performance.md", "broker", text)


if __name__ == "__main__":
    main()
