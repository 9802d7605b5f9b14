"""Ports for servers of tests, which bind them some time after they were chosen.

Not those that the system names for port 0: any outgoing connection may be given one of these in the meantime.
These lie below, each process side by side has a stretch of its own, and none is handed out twice in a process
before all others were.
"""

from __future__ import annotations

import itertools
import os
import random
import socket
from collections.abc import Iterator
from functools import cache

LOWEST, HIGHEST = 10_100, 32_000
"""Above the last one that browsers refuse, 10080: no page opens there."""
STRETCHES = 8
"""More than the processes that run side by side; another run at the same time begins elsewhere by chance."""


def stretch() -> range:
    """The ports of this process."""
    length = (HIGHEST - LOWEST) // STRETCHES
    number = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % STRETCHES
    return range(LOWEST + number * length, LOWEST + (number + 1) * length)


@cache
def _next() -> Iterator[int]:
    mine = list(stretch())
    start = random.SystemRandom().randrange(len(mine))
    return itertools.cycle(mine[start:] + mine[:start])


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def free_port() -> int:
    """One on which nobody listens here."""
    return free_row(1)


def free_row(count: int) -> int:
    """The first of so many side by side."""
    row: list[int] = []
    for _ in stretch():
        port = next(_next())
        follows = not row or port == row[-1] + 1
        row = [*(row if follows else ()), port] if _is_free(port) else []
        if len(row) == count:
            return row[0]
    raise AssertionError(f"no {count} free ports side by side")
