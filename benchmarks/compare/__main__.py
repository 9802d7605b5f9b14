"""`python -m benchmarks.compare COMMIT`: delivery, posting, worker, start-up, before and after, in one run.

Before is the code of the commit, after is this checkout as it stands. Each is first in one half, since who is
second is slower. Figures are means of both halves; those of delivery come from messages sent in turns.
"""

from __future__ import annotations

import argparse
import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from statistics import fmean

from benchmarks import delivery
from benchmarks.compare.one import measure
from benchmarks.compare.tree import tree_of
from benchmarks.peers import report
from benchmarks.peers.load import ROOT
from benchmarks.peers.machine import machine
from benchmarks.peers.servers.base import end_orderly

HEAD = ("figure", "before", "after", "after / before")


def main() -> None:
    asked = argparse.ArgumentParser(prog="python -m benchmarks.compare", description=__doc__)
    asked.add_argument("commit", help="what to compare this checkout with")
    asked.add_argument(
        "--messages", type=int, default=300, help="for delivery, and for the worker, in each half"
    )
    asked.add_argument("--seconds", type=float, default=6.0, help="of posting, in each half")
    options = asked.parse_args()
    end_orderly()
    with tree_of(options.commit) as before:
        found = compared(before, ROOT, options.messages, options.seconds)
    print(f"Measured on {machine()}. Before: {options.commit}.\n\n{table(found)}")
    print(json.dumps(found))


def compared(before: Path, after: Path, messages: int, seconds: float) -> dict[str, tuple[float, float]]:
    """Figure -> before and after."""
    _same_page(before, after)
    halves: list[tuple[dict[str, float], dict[str, float]]] = []
    halves.append((measure(before, messages, seconds), measure(after, messages, seconds)))
    new, old = measure(after, messages, seconds), measure(before, messages, seconds)
    halves.append((old, new))
    found = {
        name: (fmean(old[name] for old, _ in halves), fmean(new[name] for _, new in halves)) for name in old
    }
    return found | delivered(before, after, messages)


def delivered(before: Path, after: Path, messages: int) -> dict[str, tuple[float, float]]:
    """Milliseconds to the other screen, one message at a time, in turns."""
    old, new = delivery.side_by_side(str(before), str(after), messages)
    again, former = delivery.side_by_side(str(after), str(before), messages)
    return {
        f"delivered_{name}_ms": (
            delivery.quantile(old + former, share),
            delivery.quantile(new + again, share),
        )
        for name, share in delivery.SHARES.items()
    }


def _same_page(before: Path, after: Path) -> None:
    """A checkout has no built chat page; that it starts sooner without one is not what is asked."""
    built = after / "service" / "client" / "dist"
    if built.is_dir() and (before / "service" / "client" / "build.mjs").exists():
        shutil.copytree(built, before / "service" / "client" / "dist", dirs_exist_ok=True)


def table(found: dict[str, tuple[float, float]]) -> str:
    """A line a figure."""
    rows: Sequence[Sequence[str]] = [
        [name, f"{old:,.2f}", f"{new:,.2f}", f"{new / old:.2f}" if old else ""]
        for name, (old, new) in found.items()
    ]
    return report.table(HEAD, rows)


if __name__ == "__main__":
    main()
