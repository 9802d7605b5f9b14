"""`python -m benchmarks.growth [connections] [messages] [conversations] [--write]`: cost as there is more.

All three unless some are named, each in an installation of its own. With `--write` each puts its table into
`docs/performance.md` and its picture beside it.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from rich.console import Console

from benchmarks.growth import connections, conversations, messages
from benchmarks.peers import report
from benchmarks.peers.machine import machine
from benchmarks.peers.servers.base import end_orderly

DOCS = Path("docs")
Say = Callable[[str], None]
PARTS: dict[str, tuple[Callable[[Path, Say], Any], Any]] = {
    "connections": (connections.measure, connections),
    "messages": (lambda folder, say: asyncio.run(messages.measure(folder, say)), messages),
    "conversations": (conversations.measure, conversations),
}


def main() -> None:
    asked = argparse.ArgumentParser(prog="python -m benchmarks.growth", description=__doc__)
    asked.add_argument("parts", nargs="*", choices=[*PARTS, []])
    asked.add_argument("--write", action="store_true")
    options = asked.parse_args()
    end_orderly()
    say = Console(stderr=True).print
    for name in options.parts or PARTS:
        measure, shown = PARTS[name]
        where = machine()
        with tempfile.TemporaryDirectory(prefix=f"duo-{name}-", ignore_cleanup_errors=True) as folder:
            found = measure(Path(folder), say)
        picture = f"growth-{name}.svg"
        text = f"Measured on {where}.\n\n{shown.table(found)}\n\n![{_said(name)}]({picture})"
        print(text)
        if options.write:
            shown.draw(found, DOCS / picture)
            report.put(DOCS / "performance.md", f"growth-{name}", text)


def _said(name: str) -> str:
    """What a picture shows, for who does not see it."""
    return {
        "connections": "memory, and time until a message is received, by open connections",
        "messages": "time of a page of history and of a search, by messages in the store",
        "conversations": "time of a page of the list, by conversations of one person",
    }[name]


if __name__ == "__main__":
    main()
