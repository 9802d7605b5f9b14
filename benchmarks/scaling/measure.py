"""`python -m benchmarks.scaling.measure [--write]`: the costs that no other benchmark tells apart.

CPU of each process by what happens, on SQLite and on PostgreSQL; what only one process does at a time; what
it takes to tell a process of something by pub/sub. With `--write` into `measured.toml`, for the simulation.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from statistics import median

from benchmarks.everyday.chat import Chat
from benchmarks.everyday.opening import Opening
from benchmarks.everyday.streaming import Streaming
from benchmarks.everyday.waits import Figure, Meter, Waits
from benchmarks.peers.machine import machine
from benchmarks.peers.processes import cpu_of
from benchmarks.peers.servers.base import HOST, Children, end_orderly
from benchmarks.peers.servers.duologue import Duologue
from benchmarks.peers.servers.postgresql import PostgreSQL
from benchmarks.peers.servers.valkey import start_valkey
from benchmarks.scaling import alone
from nlp.engines.firefox.engine import FirefoxEngine
from wire.contracts.settings import Settings

FILE = Path(__file__).with_name("measured.toml")
PAIRS, COUNT, RATE, OPENED = 100, 3_000, 600.0, 200
REST, AFTER = 3.0, 4.0
"""Seconds of watching what processes spend by themselves before a kind is measured, and for what comes of it
later: words go into the index, the collector writes what it has."""
KINDS = ("post", "receipt", "typing", "enriched", "opened", "caught_up")
"""What happens, in the order in which it is measured."""
Costs = Mapping[str, Mapping[str, float]]
"""CPU milliseconds of one, by kind and by process."""


class PartMeter(Meter):
    """Tells the processes apart: `spent[KIND][PART]`, in ms, less what they spend when nothing happens."""

    def __init__(self, named: Mapping[str, int]) -> None:
        super().__init__(list(named.values()))
        self.named = named
        self.quiet: dict[str, float] = {}
        self.spent: dict[str, dict[str, float]] = {}

    async def rest(self, seconds: float) -> None:
        before = self._now()
        await asyncio.sleep(seconds)
        self.quiet = {part: (used - before[part]) / seconds for part, used in self._now().items()}

    async def figure(
        self, name: str, waits: Waits, done: Callable[[], Awaitable[int]], share: bool = False
    ) -> Figure:
        await self.rest(REST)
        before, began = self._now(), time.perf_counter()
        count = await done()
        await waits.all()
        await asyncio.sleep(AFTER)
        took = time.perf_counter() - began
        self.spent[KINDS[len(self.spent)]] = {
            part: round(max(0.0, used - before[part] - self.quiet[part] * took) * 1000 / count, 4)
            for part, used in self._now().items()
        }
        return Figure(name, count, 0.0, 0.0, 0.0, share)

    def _now(self) -> dict[str, float]:
        return {part: cpu_of([pid]) for part, pid in self.named.items()}


async def by_part(server: Duologue, broker: str) -> Costs:
    """Of one installation."""
    chat, meter = await Chat(server.sign_in(PAIRS)).open(), PartMeter(server.named)
    await Streaming(chat, meter, COUNT, RATE).figures(broker)
    opening = Opening(chat, meter, server.url)
    await opening.fill()
    await opening.opened(OPENED)
    await opening.resumed(OPENED // 10)
    await chat.close()
    return meter.spent


def installed(postgres: bool) -> Costs:
    """Measured at an installation of its own."""
    with tempfile.TemporaryDirectory(prefix="duo-scaling-", ignore_cleanup_errors=True) as folder:
        server = Duologue(worker=False, postgres=postgres)
        server.start(Path(folder))
        try:
            return asyncio.run(by_part(server, f"unix://{server.broker}"))
        finally:
            server.stop()


def by_one(postgres: bool) -> alone.Rates:
    """What one process does at a time, on a store of its own."""
    with tempfile.TemporaryDirectory(prefix="duo-scaling-", ignore_cleanup_errors=True) as folder:
        children, database = Children(Path(folder)), PostgreSQL() if postgres else None
        try:
            url = database.start(Path(folder)) if database else ""
            broker = f"redis://{HOST}:{start_valkey(children)}/0"
            valkey = children.all[0].pid
            pids = [os.getpid(), *([database.pid] if database else [])]
            return asyncio.run(alone.measure(Path(folder) / "home", url, broker, valkey, pids))
        finally:
            children.stop()
            if database:
                database.stop()


def loading(times: int = 3) -> float:
    """CPU ms until a model that was not loaded has answered, beyond what it takes one that was."""
    took: list[float] = []
    for _ in range(times):
        engine = FirefoxEngine(Settings.load().models_path)
        began = time.process_time()
        for text in ("Bom dia!", "Boa noite!"):
            engine.translate("pt", "en", [text])
            took.append(1000 * (time.process_time() - began))
            began = time.process_time()
    return round(median(took[::2]) - median(took[1::2]), 1)


def text(
    where: str, costs: Mapping[str, Costs], rates: Mapping[str, alone.Rates], model_load_ms: float
) -> str:
    """The file."""
    lines = [
        "# Written by `python -m benchmarks.scaling.measure --write`.",
        f'machine = "{where}"',
        f"rate = {RATE:.0f}  # of each kind a second, while its cost was measured",
        f"model_load_ms = {model_load_ms}",
    ]
    for store, kinds in costs.items():
        for kind, parts in kinds.items():
            lines += ["", f"[cpu_ms.{store}.{kind}]", *(f"{part} = {ms}" for part, ms in parts.items())]
    for store, found in rates.items():
        lines += ["", f"[alone.{store}]", *(f"{name} = {value}" for name, value in found.items())]
    return "\n".join(lines) + "\n"


def main() -> None:
    end_orderly()
    where, kinds = machine(), {"sqlite": False, "postgresql": True}
    rates = {name: by_one(postgres) for name, postgres in kinds.items()}
    costs = {name: installed(postgres) for name, postgres in kinds.items()}
    made = text(where, costs, rates, loading())
    print(made)
    if "--write" in sys.argv:
        FILE.write_text(made)


if __name__ == "__main__":
    main()
