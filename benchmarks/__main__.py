"""`make bench`: run everything, print a table, write JSON."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks import engines, flooder, latency, page, preview, stages, throughput
from tests.flow.installation import Installation

OUT = Path("var") / "bench.json"
PLENTY = (
    "sign_up=100000/hour,posting=100000/minute,posting_text=100000000/minute,"
    "connecting=100000/minute,catching_up=100000/minute"
)
"""Everybody comes from one address here, and what is asked is how fast the rest is."""


def main() -> None:
    console = Console()
    found: dict[str, float] = {}
    with tempfile.TemporaryDirectory(prefix="duo-bench-") as folder:
        with console.status("engines: each alone, one thread …"):
            found |= engines.measure()
        with console.status("stages: where the worker's time goes …"):
            found |= stages.measure()
        with console.status("throughput: bare engines, then one worker …"):
            found |= throughput.measure(1000, Path(folder) / "throughput")
        with console.status("latency: a hundred pairs, worker running and stopped …"):
            installation = Installation(Path(folder) / "home", DUOLOGUE_LIMITS=PLENTY)
            installation.start()
            try:
                found |= latency.measure(installation)
            finally:
                installation.stop()
        with console.status("previews: while a thousand messages wait …"):
            installation = Installation(Path(folder) / "typing", DUOLOGUE_LIMITS=PLENTY)
            installation.start()
            try:
                found |= preview.measure(installation)
            finally:
                installation.stop()
        with console.status("flooder: ten pairs beside one who floods, and without …"):
            found |= flooder.measure(Path(folder) / "flooder")
        with console.status("page: visits over a slow line, scrolling, typing …"):
            shown = page.measure()
            found |= shown
    table = Table(title="Duologue, this machine, this run", title_justify="left")
    table.add_column("figure")
    table.add_column("value", justify="right")
    for name, value in found.items():
        table.add_row(name, f"{value:.2f}")
    console.print(table)
    console.print(
        f"…_over_quiet_p95: what one who floods makes others wait; the goal is {flooder.GOAL} at most."
    )
    console.print("\n".join(page.lines(shown)))
    console.print("speed_only_…: one model with random weights, run in two ways. It says nothing of quality.")
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text(json.dumps(found, indent=2) + "\n")
    console.print(f"Written to {OUT}")


if __name__ == "__main__":
    main()
