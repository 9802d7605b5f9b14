"""`make chaos`: minutes of bad weather, and the ledger. Exit 1 where something is wrong.

`python -m tests.chaos --minutes 10 --seed 7 --pairs 8 --postgresql --serve 2 --resume FOLDER`.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import signal
import sys
import tempfile
import time
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import IO

from tests.chaos import clock
from tests.chaos.before import of_tree, unpacked
from tests.chaos.cluster import NODES, Nodes
from tests.chaos.database import Database
from tests.chaos.parts import Process, Starter, as_shipped
from tests.chaos.people import Habits
from tests.chaos.plan import COUNTS, Plan
from tests.chaos.quick import with_capitals
from tests.chaos.run import run


def asked() -> argparse.Namespace:
    options = argparse.ArgumentParser(prog="python -m tests.chaos", description="bad weather, and a ledger")
    options.add_argument("--minutes", type=float, default=10)
    options.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    options.add_argument("--pairs", type=int, default=4)
    options.add_argument("--visitors", type=int, default=2)
    options.add_argument(
        "--pause", type=float, default=0.6, help="longest rest of somebody between two messages"
    )
    options.add_argument("--postgresql", action="store_true", help="instead of SQLite; it is killed, too")
    options.add_argument("--serve", type=int, default=1, help="how many web processes")
    options.add_argument("--work", type=int, default=1, help="how many workers")
    options.add_argument("--jobs", type=int, default=1)
    options.add_argument("--collect", type=int, default=1)
    options.add_argument("--cluster", action="store_true", help="of three brokers, each with a replica")
    options.add_argument("--many", action="store_true", help="messages without rest, and of few texts")
    options.add_argument(
        "--capitals", action="store_true", help="a worker that understands nothing, but fast"
    )
    options.add_argument(
        "--before", metavar="COMMIT", help="begin with this version, end with the one that is here"
    )
    options.add_argument("--resume", type=Path, help="folder that holds, or will hold, all of it")
    return options.parse_args()


def main() -> None:
    """Ask, run, print, and say by the exit code whether all was well."""
    options = asked()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # whatever ends it, no part is left
    sys.stdout.write(f"seed {options.seed}\n")
    sys.stdout.flush()
    with ExitStack() as stack:
        folder = options.resume or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="duo-chaos-")))
        database = Database(folder / "postgresql") if options.postgresql else None
        if database is not None:
            stack.callback(database.stop)
        began = time.monotonic()
        ledger = asyncio.run(run(_plan(options, folder, database)))
    sys.stdout.write(f"{ledger.told()}\nseconds {time.monotonic() - began:,.0f}\n")
    sys.exit(bool(ledger.faults.total()))


def _plan(options: argparse.Namespace, folder: Path, database: Database | None) -> Plan:
    folder.mkdir(parents=True, exist_ok=True)
    counts = COUNTS | {part: getattr(options, part) for part in ("serve", "work", "jobs", "collect")}
    counts |= {"broker": NODES} if options.cluster else {}
    starter, newer = _starters(options, folder)
    return Plan(
        folder=folder,
        seed=options.seed,
        seconds=options.minutes * 60,
        pairs=options.pairs,
        visitors=options.visitors,
        habits=_habits(options),
        counts=counts,
        starter=starter,
        environ=_clock(folder),
        database=database,
        cluster=Nodes(folder / "cluster") if options.cluster else None,
        rolling=options.serve > 1,
        newer=newer,
        clock=folder / "clock" if clock.at_hand() else None,
    )


def _habits(options: argparse.Namespace) -> Habits:
    if options.many:
        return Habits(pauses=(0.0, 0.05), files=0.002, common=True)
    return Habits(pauses=(options.pause / 10, options.pause))


def _starters(options: argparse.Namespace, folder: Path) -> tuple[Starter, Starter | None]:
    """What parts begin with, and what with in the end, where that is another version."""
    today = with_capitals if options.capitals else as_shipped
    if not options.before:
        return today, None
    before = of_tree(unpacked(options.before, folder / "before"))

    def begun(part: str, environ: Mapping[str, str], log: IO[bytes]) -> Process:
        return (today if part == "work" and options.capitals else before)(part, environ, log)

    return begun, today


def _clock(folder: Path) -> Mapping[str, str]:
    if clock.at_hand():
        return clock.environ(folder / "clock")
    sys.stdout.write("no clock jumps: there is no libfaketime\n")
    return {}


if __name__ == "__main__":
    main()
