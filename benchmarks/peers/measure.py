"""One server, from its start to its end: the highest rate, then the fixed rates at leisure."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from benchmarks.peers.load import Load
from benchmarks.peers.processes import cpu_of
from benchmarks.peers.search import Found, search
from benchmarks.peers.servers.base import Server
from benchmarks.peers.steps import Order, Plan, Step

FIXED = (50.0, 150.0)
"""Rates a second that every server is shown at."""
REST = 0.3
"""Seconds between two steps: what a server does afterwards is not charged to the next one."""


class Profile(Struct, frozen=True):
    """How long to measure. Seconds are of one step, without its warm-up."""

    seconds: float
    fixed_seconds: float
    halvings: int
    most: float


QUICK = Profile(seconds=1.5, fixed_seconds=2.0, halvings=1, most=3_200.0)
FULL = Profile(seconds=2.5, fixed_seconds=6.0, halvings=3, most=12_800.0)


class Measured(Struct, frozen=True):
    """A step, and what the server's processes spent for 1,000 messages of it, in seconds of CPU by part."""

    step: Step
    cpu: dict[str, float]


class Row(Struct, frozen=True):
    """What is said of one server. `skipped` says why there is nothing else."""

    name: str
    pairs: int
    version: str = ""
    skipped: str = ""
    held: float = 0.0
    beyond: bool = False
    fixed: list[Measured] = []
    searched: list[Measured] = []

    @property
    def top(self) -> Measured | None:
        """The step at the highest rate that held, unless that is one of the fixed ones."""
        if any(one.step.rate == self.held for one in self.fixed):
            return None
        return next((one for one in self.searched if one.step.rate == self.held and one.step.holds()), None)


def measure(server: Server, profile: Profile, pairs: Sequence[int], say: Callable[[str], None]) -> list[Row]:
    """A row for each number of pairs, all with one installation.

    Never raises for what a server does: a row then says what went wrong.
    """
    with tempfile.TemporaryDirectory(prefix="duo-peers-", ignore_cleanup_errors=True) as folder:
        try:
            server.start(Path(folder))
        except Exception as error:
            return [Row(server.name, count, skipped=str(error) or repr(error)) for count in pairs]
        try:
            plan = server.sign_in(max(pairs))
            return [_tried(server, replace(plan, pairs=plan.pairs[:count]), profile, say) for count in pairs]
        except Exception as error:
            return [Row(server.name, count, server.version(), f"no sign-in: {error!r}") for count in pairs]
        finally:
            server.stop()


def _tried(server: Server, plan: Plan, profile: Profile, say: Callable[[str], None]) -> Row:
    try:
        return _measured(server, plan, profile, say)
    except Exception as error:
        return Row(server.name, len(plan.pairs), server.version(), f"failed: {error}")


def _measured(server: Server, plan: Plan, profile: Profile, say: Callable[[str], None]) -> Row:
    with Load(plan) as load:
        seen: list[Measured] = []

        def try_(rate: float) -> Step:
            seen.append(_step(server, load, Order(rate, profile.seconds)))
            say(_line(server.name, seen[-1].step))
            return seen[-1].step

        load.run(_greeting(server, plan))
        found = search(try_, server.lowest, profile.most, profile.halvings)
        fixed = [
            _step(server, load, Order(rate, profile.fixed_seconds, cut=rate > found.held))
            for rate in FIXED
            if rate < 2 * found.held
        ]
    return _row(server, plan, found, fixed, seen)


def _greeting(server: Server, plan: Plan) -> Order:
    """One message of each pair, which does not count: what a first one costs is no matter of rate."""
    return Order(server.lowest, len(plan.pairs) / server.lowest, warm_up=0.0, drain=60.0, cut=False)


def _row(server: Server, plan: Plan, found: Found, fixed: list[Measured], searched: list[Measured]) -> Row:
    return Row(
        server.name,
        len(plan.pairs),
        server.version(),
        held=found.held,
        beyond=found.beyond,
        fixed=fixed,
        searched=searched,
    )


def _step(server: Server, load: Load, order: Order) -> Measured:
    time.sleep(REST)
    before = {part: cpu_of(pids) for part, pids in server.parts().items()}
    step = load.run(order)
    after = {part: cpu_of(pids) for part, pids in server.parts().items()}
    thousands = max(step.sent, 1) / 1000
    return Measured(step, {part: round((after[part] - before[part]) / thousands, 2) for part in before})


def _line(name: str, step: Step) -> str:
    verdict = "holds" if step.holds() else "void" if step.void else "too much"
    return f"{name}: {step.rate:,.0f}/s, p99 {step.p99:,.0f} ms, {verdict}"
