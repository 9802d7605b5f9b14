"""How long things took that somebody waits for, and what the server spent on them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from time import perf_counter

from msgspec import Struct

from benchmarks.peers.ledger import quantile
from benchmarks.peers.processes import cpu_of


class Figure(Struct, frozen=True):
    """One line of the table. `cpu` is seconds for 1,000, less what the server spends when nothing happens."""

    name: str
    count: int
    cpu: float
    p50: float
    p99: float
    share: bool = False
    """Happens about once for each message: its share of what a message costs is told."""


class Waits:
    """What is waited for, by key. Whoever hears of it says `end`."""

    def __init__(self) -> None:
        self.open: dict[Hashable, float] = {}
        self.took: list[float] = []

    def begin(self, key: Hashable) -> None:
        """From now on; what is waited for already goes on as it is."""
        self.open.setdefault(key, perf_counter())

    def end(self, key: Hashable) -> None:
        """It is here. What nobody waits for does not count."""
        began = self.open.pop(key, None)
        if began is not None:
            self.took.append((perf_counter() - began) * 1000)

    async def all(self, seconds: float = 60.0) -> None:
        """Until nothing is waited for. TimeoutError."""
        async with asyncio.timeout(seconds):
            while self.open:  # noqa: ASYNC110 - sockets tell, and need not know who waits
                await asyncio.sleep(0.01)


class Meter:
    """Measures what the processes of a server spend while something is done."""

    def __init__(self, pids: list[int]) -> None:
        self.pids = pids
        self.idle = 0.0

    async def rest(self, seconds: float) -> None:
        """See what they spend when nothing happens."""
        before = cpu_of(self.pids)
        await asyncio.sleep(seconds)
        self.idle = (cpu_of(self.pids) - before) / seconds

    async def figure(
        self, name: str, waits: Waits, done: Callable[[], Awaitable[int]], share: bool = False
    ) -> Figure:
        """Do it; `done` gives how many there were."""
        before, began = cpu_of(self.pids), perf_counter()
        count = await done()
        await waits.all()
        spent = cpu_of(self.pids) - before - self.idle * (perf_counter() - began)
        cpu = round(max(0.0, spent) * 1000 / count, 2)
        return Figure(name, count, cpu, quantile(waits.took, 0.5), quantile(waits.took, 0.99), share)


async def steadily(count: int, rate: float, act: Callable[[int], None]) -> int:
    """`act(0)`, `act(1)` … each when it is due."""
    began = perf_counter()
    for number in range(count):
        if (wait := began + number / rate - perf_counter()) > 0:
            await asyncio.sleep(wait)
        act(number)
    return count
