"""CPU time of process trees, from /proc: what a server costs, whatever it is written in."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")


def cpu_of(roots: Iterable[int]) -> float:
    """Seconds of CPU of these processes and all below them, those that have ended and been waited for too."""
    children = _children()
    open_, seen, total = list(roots), set(), 0.0
    while open_:
        pid = open_.pop()
        if pid in seen:
            continue
        seen.add(pid)
        total += _times(pid)
        open_ += children.get(pid, [])
    return total


def _children() -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (fields := _stat(int(entry.name))):
            found.setdefault(int(fields[1]), []).append(int(entry.name))
    return found


def _times(pid: int) -> float:
    fields = _stat(pid)
    return sum(int(one) for one in fields[11:15]) / TICK if fields else 0.0


def _stat(pid: int) -> list[str]:
    """Fields of /proc/PID/stat from the third on; none where the process has ended meanwhile."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []
