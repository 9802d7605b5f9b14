"""Memory and CPU of `serve` with so many open sockets of as many people, and how long messages take then.

All sockets are open before anything is measured. Then nothing happens for a while, and then every pair writes
in turn, together `RATE` messages a second whatever their number.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from benchmarks.growth import browsers
from benchmarks.growth.memory import memory_of
from benchmarks.peers import report
from benchmarks.peers.load import Load
from benchmarks.peers.processes import cpu_of
from benchmarks.peers.servers.duologue import Duologue
from benchmarks.peers.steps import Order, Plan
from benchmarks.plots import beside, lines, save

SIZES = (10, 100, 1_000, 5_000)
RATE, SECONDS, REST = 150.0, 10.0, 5.0
HEAD = (
    "connections", "memory of serve, MB", "KB a connection", "broker, MB", "CPU of serve, idle",
    "acknowledged p50, p99 ms", "received p50, p99 ms",
)  # fmt: skip


class Crowd(Struct, frozen=True):
    """One number of connections. Memory in bytes, CPU in cores, latency in ms."""

    connections: int
    serve: int
    broker: int
    idle: float
    ack_p50: float
    ack_p99: float
    p50: float
    p99: float


class Found(Struct, frozen=True):
    """`before`: memory of `serve` with everybody signed up and nobody connected. `browsers`: bytes of a
    socket, by whether it offers to compress."""

    before: int
    crowds: list[Crowd]
    browsers: dict[bool, float]

    def each(self, crowd: Crowd) -> float:
        """Bytes a connection."""
        return (crowd.serve - self.before) / crowd.connections


def measure(folder: Path, say: Callable[[str], None]) -> Found:
    """Of an installation of its own, on SQLite, without a worker."""
    server = Duologue(worker=False)
    server.start(folder)
    try:
        plan = server.sign_in(max(SIZES) // 2)
        say(f"{max(SIZES):,} people have signed up")
        time.sleep(REST)
        before, crowds = memory_of(server.named["serve"]), list[Crowd]()
        for size in SIZES:
            crowds.append(_crowd(server, replace(plan, pairs=plan.pairs[: size // 2]), size))
            say(f"{crowds[-1]}")
    finally:
        server.stop()
    return Found(before, crowds, browsers.measure())


def _crowd(server: Duologue, plan: Plan, size: int) -> Crowd:
    serve, broker = server.named["serve"], server.named["broker"]
    with Load(plan) as load:
        time.sleep(REST)
        used = cpu_of([serve])
        time.sleep(REST)
        idle = (cpu_of([serve]) - used) / REST
        memory = memory_of(serve), memory_of(broker)
        step = load.run(Order(RATE, SECONDS, cut=False))
    assert not (step.lost or step.refused or step.doubled or step.disordered), f"{size}: {step}"
    return Crowd(size, *memory, idle, step.ack_p50, step.ack_p99, step.p50, step.p99)


def table(found: Found) -> str:
    """A line for each number of connections."""
    rows = [
        [
            f"{one.connections:,}",
            f"{one.serve / 1e6:.0f}",
            f"{found.each(one) / 1000:.1f}" if one.connections >= 1000 else "",
            f"{one.broker / 1e6:.0f}",
            f"{one.idle:.1%}",
            f"{one.ack_p50:.1f}, {one.ack_p99:.1f}",
            f"{one.p50:.1f}, {one.p99:.1f}",
        ]
        for one in found.crowds
    ]
    said = (
        f"{RATE:.0f} messages a second, all pairs in turn; memory of serve with nobody connected "
        f"{found.before / 1e6:.0f} MB. These sockets offer no compression. Of {browsers.PEOPLE} that a usual "
        f"client opens, each took {found.browsers[False] / 1000:.0f} KB without it, and "
        f"{found.browsers[True] / 1000:.0f} KB where it is offered, as browsers do."
    )
    return f"{said}\n\n{report.table(HEAD, rows)}"


def draw(found: Found, path: Path) -> None:
    """Memory, and latency."""
    memory = [{"x": one.connections, "y": one.serve / 1e6, "what": "serve"} for one in found.crowds]
    memory += [{"x": one.connections, "y": one.broker / 1e6, "what": "broker"} for one in found.crowds]
    waits = [
        {"x": one.connections, "y": getattr(one, share), "what": share}
        for share in ("p50", "p99")
        for one in found.crowds
    ]
    save(
        beside(
            lines(memory, "open connections", "memory, MB"),
            lines(waits, "open connections", "ms until received"),
        ),
        path,
    )
