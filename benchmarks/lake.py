"""How long figures take from a lake: ours, beside DuckDB and pandas on the same files.

`python -m benchmarks.lake [MESSAGES …]`: 100,000 and 1,000,000 unless told, each in a made-up lake that is
thrown away. All three read the same Parquet files and keep one row per key, as delivery at least once asks;
all three give the same numbers, or the table says so. Each question is asked by a new process, three times;
the table has the median of the second and third time (the first one warms the disk), of CPU time too, and the
peak memory.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path

from rich.console import Console
from rich.table import Table

from analytics.generate.write import Wanted, generate
from benchmarks.lake_questions import ENGINES, QUESTIONS

UNTIL = date(2026, 11, 30)
SIZES = (100_000, 1_000_000)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("messages", nargs="*", type=int, default=SIZES)
    console, told = Console(), parser.parse_args()
    for size in told.messages:
        with tempfile.TemporaryDirectory(prefix="duo-lake-") as folder:
            root = Path(folder) / "lake"
            with console.status(f"making up {size:,} messages …"):
                made = max(generate(root, Wanted(messages=size, until=UNTIL)))
            console.print(_table(console, root, made))


def _table(console: Console, root: Path, made: int) -> Table:
    table = Table(title=f"{made:,} messages, 90 days: seconds, of CPU, peak MB")
    for head in ("question", *ENGINES, "same"):
        table.add_column(head, justify="left" if head == "question" else "right")
    for name in QUESTIONS:
        with console.status(f"{name} …"):
            found = {engine: asked(root, name, engine) for engine in ENGINES}
        same = len({json.dumps(one["answer"]) for one in found.values() if one}) == 1
        cells = [
            f"{one['times']:.2f} {one['cpu']:.2f} {one['mb']:.0f}" if one else "–" for one in found.values()
        ]
        table.add_row(name, *cells, "yes" if same else "NO")
    return table


def asked(root: Path, name: str, engine: str) -> dict | None:
    """One question to one engine, in a process of its own; None where the engine is not installed."""
    command = [sys.executable, "-m", "benchmarks.lake_questions", str(root), name, engine]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=600)
    if "No module named 'duckdb'" in done.stderr:
        return None
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    found = json.loads(done.stdout)
    return {**found, **{name: statistics.median(found[name][1:]) for name in ("times", "cpu")}}


if __name__ == "__main__":
    main()
