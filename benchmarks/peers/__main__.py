"""`python -m benchmarks.peers [--quick] [--only WORD]…`: Duologue and its peers under the same load.

A full run (50 pairs, at most 12 minutes on a quiet machine) writes `docs/performance.md` and its picture;
`--quick` (3 minutes), `--only` and `--pairs` write to `var/` alone.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path

import msgspec
from rich.console import Console

from benchmarks.peers import plot, report
from benchmarks.peers.line_up import Entry, line_up
from benchmarks.peers.machine import machine
from benchmarks.peers.measure import FULL, QUICK, Profile, Row, measure
from benchmarks.peers.servers.base import end_orderly

VAR, DOCS = Path("var"), Path("docs")


def main() -> None:
    asked = argparse.ArgumentParser(prog="python -m benchmarks.peers", description=__doc__)
    asked.add_argument("--quick", action="store_true", help="ten pairs, short steps, a coarse search")
    asked.add_argument(
        "--only", action="append", default=[], metavar="WORD", help="servers with it in their name"
    )
    asked.add_argument(
        "--pairs", action="append", type=int, default=[], metavar="N", help="so many, and no others"
    )
    asked.add_argument("--minutes", type=float, default=12.0, help="no server is begun after that")
    options = asked.parse_args()
    end_orderly()
    where = machine()
    say = Console(stderr=True).print
    entries = [one for one in line_up(options.quick) if _wanted(one, options.only)]
    if options.pairs:
        entries = list({one.server.name: Entry(one.server, tuple(options.pairs)) for one in entries}.values())
    rows = measured(entries, QUICK if options.quick else FULL, options.minutes * 60, say)
    text = report.tables(rows, where)
    print(text)
    _write(rows, text, VAR)
    if not (options.quick or options.only or options.pairs):
        plot.draw(rows, DOCS / "peers.svg")
        report.put(
            DOCS / "performance.md", "peers", f"{text}\n\n![p99 by rate, one line a server](peers.svg)"
        )


def measured(entries: list[Entry], profile: Profile, seconds: float, say: Callable[[str], None]) -> list[Row]:
    """All of them, one after the other, as long as there is time to begin one."""
    rows: list[Row] = []
    began = time.monotonic()
    for one in entries:
        spent = time.monotonic() - began
        say(f"{spent:.0f} s: {one.server.name}, {', '.join(map(str, one.pairs))} pairs …")
        if spent < seconds:
            rows += measure(one.server, profile, one.pairs, say)
        else:
            rows += [Row(one.server.name, count, skipped="the time was over") for count in one.pairs]
    return rows


def _wanted(entry: Entry, words: list[str]) -> bool:
    return not words or any(word.lower() in entry.server.name.lower() for word in words)


def _write(rows: list[Row], text: str, folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    (folder / "peers.json").write_bytes(msgspec.json.format(msgspec.json.encode(rows)))
    (folder / "peers.md").write_text(text + "\n")
    plot.draw(rows, folder / "peers.svg")


if __name__ == "__main__":
    main()
