"""What every queue hands over here, and how each tells that it is done. Standard library alone.

A script beside this file is run as `python SCRIPT send|work URL COUNT` by a Python that has its queue
installed. `send` sends COUNT tasks, one after the other; `work` works them off with a handler that counts.
Either prints one line of JSON and ends.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from collections.abc import Awaitable, Callable
from typing import Any

WARM = 500
"""Tasks worked off before the clock runs: connections are open and code is warm by then."""
SETTLE = 1.0
"""Seconds that a queue may take to acknowledge its last tasks, after the clock has stopped."""
BATCH = 16
"""Entries asked for at once, where a queue lets one say so."""

TASK: dict[str, Any] = {
    "message_id": "0199f1a2-7c3e-7d44-9a51-2f6b8c0d1e2f",
    "conversation_id": "0199f1a2-7c3e-7d44-9a51-2f6b8c0d1e30",
    "seq": 41,
    "author_id": "0199f1a2-7c3e-7d44-9a51-2f6b8c0d1e31",
    "text": "Oi! Você chega na sexta às 14h30? Posso te esperar na entrada.",
    "language": "pt",
    "targets": ["en"],
    "posted_at": "2026-11-30T12:00:00Z",
    "queued_at": "2026-11-30T12:00:00Z",
}
"""A message as a worker gets it."""


class Done:
    """Counts what the handler was given; prints and ends the process when that is all."""

    def __init__(self, count: int) -> None:
        self.count, self.seen = count, 0
        self.began = self.used = 0.0

    def one(self) -> None:
        """The handler was called once more. In one thread at a time."""
        self.seen += 1
        if self.seen == WARM:
            self.began, self.used = time.perf_counter(), time.process_time()
        elif self.seen == self.count:
            self._tell()

    def _tell(self) -> None:
        took, used = time.perf_counter() - self.began, time.process_time() - self.used
        print(json.dumps({"count": self.count - WARM, "seconds": took, "cpu": used}), flush=True)
        threading.Timer(SETTLE, os._exit, (0,)).start()


async def sent(count: int, send: Callable[[], Awaitable[object]]) -> None:
    """Send `count` tasks, each when the one before is with the broker."""
    for _ in range(WARM):
        await send()
    began, used = time.perf_counter(), time.process_time()
    for _ in range(count - WARM):
        await send()
    tell(count - WARM, time.perf_counter() - began, time.process_time() - used)


def sent_in_line(count: int, send: Callable[[], object]) -> None:
    """The same of a queue that knows no event loop."""
    for _ in range(WARM):
        send()
    began, used = time.perf_counter(), time.process_time()
    for _ in range(count - WARM):
        send()
    tell(count - WARM, time.perf_counter() - began, time.process_time() - used)


def tell(count: int, took: float, used: float) -> None:
    """One line, for the benchmark."""
    print(json.dumps({"count": count, "seconds": took, "cpu": used}), flush=True)


def asked() -> tuple[str, str, int]:
    """`send` or `work`, the broker's URL, and how many tasks."""
    return sys.argv[1], sys.argv[2], int(sys.argv[3])
