"""`make bench`: run everything, print a table, write JSON."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks import (
    assigning,
    desk,
    engines,
    flooder,
    handover,
    latency,
    page,
    preview,
    stages,
    throughput,
)
from tests.flow.installation import Installation

OUT = Path("var") / "bench.json"
PLENTY = (
    "sign_up=100000/hour,posting=100000/minute,posting_text=100000000/minute,"
    "connecting=100000/minute,catching_up=100000/minute,visiting=100000/hour,reading=100000/minute"
)
"""Everybody comes from one address here, and what is asked is how fast the rest is."""


def main() -> None:
    console = Console()
    found, shown = dict[str, float](), dict[str, float]()
    with tempfile.TemporaryDirectory(prefix="duo-bench-") as folder:
        for said, measure in _steps(Path(folder)):
            with console.status(f"{said} …"):
                shown = measure()
                found |= shown
    _tell(console, found, shown)
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text(json.dumps(found, indent=2) + "\n")
    console.print(f"Written to {OUT}")


def _steps(folder: Path) -> list[tuple[str, Callable[[], dict[str, float]]]]:
    """What is measured, in this order, and how it is announced; the page last."""
    return [
        ("engines: each alone, one thread", engines.measure),
        ("stages: where the worker's time goes", stages.measure),
        (
            "throughput: bare engines, then one worker",
            lambda: throughput.measure(1000, folder / "throughput"),
        ),
        (
            "latency: a hundred pairs, worker running and stopped",
            lambda: _installed(folder / "home", latency.measure),
        ),
        ("previews: while a thousand messages wait", lambda: _installed(folder / "typing", preview.measure)),
        (
            "flooder: ten pairs beside one who floods, and without",
            lambda: flooder.measure(folder / "flooder"),
        ),
        (
            "handover: a bot answers, and hands over to an agent",
            lambda: _installed(folder / "bot", handover.measure),
        ),
        ("assigning: a thousand wait, fifty agents come", assigning.measure),
        ("desk: fifty conversations in one tab", desk.measure),
        ("page: visits over a slow line, scrolling, typing", page.measure),
    ]


def _installed(home: Path, measure: Callable[[Installation], dict[str, float]]) -> dict[str, float]:
    """Measured at an installation of its own."""
    installation = Installation(home, DUOLOGUE_LIMITS=PLENTY)
    installation.start()
    try:
        return measure(installation)
    finally:
        installation.stop()


def _tell(console: Console, found: dict[str, float], shown: dict[str, float]) -> None:
    """All figures, then those of the page beside what is asked of them."""
    table = Table(title="Duologue, this machine, this run", title_justify="left")
    table.add_column("figure")
    table.add_column("value", justify="right")
    for name, value in found.items():
        table.add_row(name, f"{value:.2f}")
    console.print(table)
    console.print(
        f"…_over_quiet_p95: what one who floods makes others wait; the goal is {flooder.GOAL} at most."
    )
    console.print("\n".join([*desk.lines({name: found[name] for name in desk.GOALS}), *page.lines(shown)]))
    console.print("speed_only_…: one model with random weights, run in two ways. It says nothing of quality.")


if __name__ == "__main__":
    main()
