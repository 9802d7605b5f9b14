"""`python -m benchmarks.everyday [--write]`: each thing by itself, on SQLite; then a worker beside it.

Prints two tables; with `--write` puts them into `docs/performance.md`.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks.everyday.chat import Chat
from benchmarks.everyday.crowd import surround
from benchmarks.everyday.opening import Opening
from benchmarks.everyday.streaming import RATE, Streaming
from benchmarks.everyday.translation import Line, lines
from benchmarks.everyday.waits import Figure, Meter
from benchmarks.peers import report
from benchmarks.peers.machine import machine
from benchmarks.peers.servers.base import end_orderly
from benchmarks.peers.servers.duologue import Duologue
from benchmarks.peers.steps import Plan
from wire.contracts.settings import Settings

PAIRS, COUNT = 25, 1_000
MANY = 10_000
SECONDS = 10.0
"""Of each rate at which messages are translated."""
HEAD = ("what", "CPU s per 1,000", "share of a message", "p50 ms", "p99 ms", "measured")
WAITS = (
    "sent", "original p50, p99 ms", "translation p50, p95 ms", "not translated in time",
    "server CPU s per 1,000", "worker CPU s per 1,000",
)  # fmt: skip


def measure(folder: Path) -> list[Figure]:
    """Of an installation of its own, without a worker."""
    server = Duologue(worker=False)
    server.start(folder)
    try:
        plan, settings = server.sign_in(PAIRS), Settings(home=folder / "home")
        return asyncio.run(figures(server, plan, settings, COUNT, MANY))
    finally:
        server.stop()


def translated(folder: Path, pairs: int, seconds: float) -> list[Line]:
    """Of another one, whose worker has nothing to catch up with."""
    server = Duologue(worker=True)
    server.start(folder)
    try:
        return asyncio.run(lines(server, server.sign_in(pairs), seconds))
    finally:
        server.stop()


async def figures(server: Duologue, plan: Plan, settings: Settings, count: int, many: int) -> list[Figure]:
    """Of a server that runs on SQLite: `count` of each, and `many` conversations of one person."""
    chat, meter = await Chat(plan).open(), Meter(server.parts()["server"])
    await meter.rest(2.0)
    found = await Streaming(chat, meter, count).figures(settings.broker_url)
    opening = Opening(chat, meter, server.url)
    await opening.fill()
    found += [await opening.opened(count // 5), await opening.resumed(max(5, count // 50))]
    surround(settings.home / "duologue.db", plan.pairs[1].room, chat.me[1][0], many)
    found.append(await opening.listed(plan.pairs[1].writer, max(8, count // 20), many))
    await chat.close()
    return found


def table(figures: Sequence[Figure]) -> str:
    """Shares are of what happens about once for each message, together."""
    whole = sum(one.cpu for one in figures if one.share) or 1.0
    rows = [
        [
            one.name,
            f"{one.cpu:.2f}",
            f"{one.cpu / whole:.0%}" if one.share else "",
            f"{one.p50:,.1f}",
            f"{one.p99:,.1f}",
            f"{one.count:,}",
        ]
        for one in figures
    ]
    return report.table(HEAD, rows)


def waits(found: Sequence[Line]) -> str:
    """From sending to original and to translation, by rate."""
    rows = [
        [
            f"{one.rate:.0f}/s",
            f"{one.original_p50:,.1f}, {one.original_p99:,.1f}",
            f"{one.p50:,.0f}, {one.p95:,.0f}",
            f"{one.late} of {one.count}",
            f"{one.cpu['server']:.2f}",
            f"{one.cpu['worker']:.2f}",
        ]
        for one in found
    ]
    return report.table(WAITS, rows)


def main() -> None:
    end_orderly()
    where = machine()
    with tempfile.TemporaryDirectory(prefix="duo-everyday-", ignore_cleanup_errors=True) as folder:
        found = measure(Path(folder))
    with tempfile.TemporaryDirectory(prefix="duo-everyday-", ignore_cleanup_errors=True) as folder:
        translations = translated(Path(folder), PAIRS, SECONDS)
    head = f"Measured on {where}; {PAIRS} pairs, {RATE:.0f} a second of each."
    text = f"{head}\n\n{table(found)}\n\n{waits(translations)}"
    print(text)
    if "--write" in sys.argv:
        report.put(Path("docs") / "performance.md", "everyday", text)


if __name__ == "__main__":
    main()
