"""How long the dashboard's pages take over a large event log, and what memory.

`python -m benchmarks.pages [MESSAGES …] [--write]`: 100,000 unless told, each in a made-up log of 90 days
that is thrown away, with its sums kept up as the collector does; `--write` puts the table into
`docs/performance.md`, `--keep FOLDER` uses the log there, or leaves it. Each page is drawn by Streamlit's own
test runner in a new process, as the operator sees it: 30 days of everybody. Cold is the first time, with
nothing kept; warm the p95 of twenty more; new is drawing it again once another message has come, all figures
anew; memory is the peak of the process after that. A page looks for news every few seconds: a new event shows
after that and the time of `new` at most.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from rich.console import Console

from benchmarks.peers.machine import machine
from benchmarks.peers.report import put, table

SIZES = (100_000,)
PAGES = ("overview", "conversations", "response", "people", "translation", "sentiment", "replies")
TRIES = 3
"""Processes that draw a page; of their figures the highest counts."""
WARM = 20
HEAD = ("page", "cold s", "warm p95 ms", "after a new event s", "shows within s", "peak MB")
ASKED = "Asked: cold under 2 s, warm under 300 ms, a new event within 10 s, under 2,000 MB."
DOCS = Path("docs/performance.md")
Found = dict[str, float]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("messages", nargs="*", type=int, default=SIZES)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--one", nargs=2, metavar=("FOLDER", "PAGE"))
    parser.add_argument("--tries", type=int, default=TRIES)
    told = parser.parse_args()
    if told.one:
        print(json.dumps(drawn(Path(told.one[0]), told.one[1])))
        return
    texts = [_measured(Console(), size, told.keep, told.tries) for size in told.messages]
    text = "\n\n".join((f"Measured on {machine()}.", *texts, ASKED))
    print(text)
    if told.write:
        put(DOCS, "pages", text)


def _measured(console: Console, size: int, keep: Path | None, tries: int) -> str:
    with tempfile.TemporaryDirectory(prefix="duo-pages-") as folder:
        home = keep or Path(folder)
        with console.status(f"making up {size:,} messages …"):
            made = _made(home / "lake", size)
        rows = []
        for page in PAGES:
            with console.status(f"{size:,} messages, {page} …"):
                found = [_asked(home, page) for _ in range(tries)]
            rows.append(_row(page, {name: max(one[name] for one in found) for name in found[0]}))
    return f"{made}\n\n{table(HEAD, rows)}"


def _made(lake: Path, size: int) -> str:
    """Make it up, unless it is there; with sums by quarters of an hour. What there is, in words."""
    from analytics import rollup
    from analytics.generate.write import Wanted, generate

    if not lake.exists():
        for _ in generate(lake, Wanted(messages=size, until=datetime.now(UTC).date())):
            pass
    begun = time.perf_counter()
    made = rollup.refresh(lake, most=1_000_000)
    spent = time.perf_counter() - begun
    files = [one for one in lake.rglob("*.parquet")]
    bytes_ = sum(one.stat().st_size for one in files)
    sums = f", sums of {made} days made in {spent:.1f} s" if made else ""
    return f"About {size:,} messages, {bytes_ / 1e6:,.0f} MB in {len(files):,} files{sums}:"


def _asked(home: Path, page: str) -> Found:
    command = [sys.executable, "-m", "benchmarks.pages", "--one", str(home), page]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=900)
    if done.returncode:
        raise RuntimeError(done.stderr[-3000:])
    found: Found = json.loads(done.stdout.splitlines()[-1])
    return found


def _row(page: str, found: Found) -> Sequence[str]:
    return (
        page, f"{found['cold']:.2f}", f"{found['warm'] * 1000:,.0f}", f"{found['new']:.2f}",
        f"{found['every'] + found['new']:.1f}", f"{found['mb']:,.0f}",
    )  # fmt: skip


def drawn(home: Path, path: str) -> Found:
    """One page, in this process: seconds, and megabytes."""
    os.environ["DUOLOGUE_HOME"] = str(home)
    sys.argv = [
        "streamlit",
        f"--lake={home / 'lake'}",
        "--chat=http://127.0.0.1:9",
        f"--home={home}",
        "--names=",
    ]
    from streamlit.testing.v1 import AppTest

    from dashboards import app, viewer
    from dashboards.viewer import Viewer

    viewer.here = lambda: Viewer(operator=True)
    page = AppTest.from_function(_page, kwargs={"path": path}, default_timeout=600)
    cold = _timed(page)
    warm = sorted(_timed(page) for _ in range(WARM))[-2]
    _say(home / "lake")
    new = _timed(page)
    mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"cold": cold, "warm": warm, "new": new, "every": app.PAGES[path].every.total_seconds(), "mb": mb}


def _page(path: str) -> None:
    from dashboards.app import show

    show(path)


def _timed(page: Any) -> float:
    begun = time.perf_counter()
    page.run()
    spent = time.perf_counter() - begun
    if page.exception or not (page.metric or page.get("html")):
        raise RuntimeError(f"the page has nothing: {[one.message for one in page.exception]}")
    return spent


def _say(lake: Path) -> None:
    """One more message, as the collector writes it; its id is new each time."""
    from analytics.recorder import write_batch
    from wire.broker.consumer import Delivery
    from wire.broker.streams import MESSAGES, stream
    from wire.contracts.events import MessagePosted

    now, stamp = datetime.now(UTC) - timedelta(seconds=1), time.time_ns()
    shared = {"conversation_id": f"conversation-{stamp}", "organisation_id": "org-0000"}
    said = MessagePosted(
        message_id=f"new-{stamp}", seq=1, author_id="contact-new", author_kind="contact", text="good morning",
        language="pt", targets=("en",), posted_at=now, queued_at=now, **shared,
    )  # fmt: skip
    write_batch(lake, [Delivery(f"{stamp // 1_000_000}-0", stream(MESSAGES, 0), said, 1)])


if __name__ == "__main__":
    main()
