"""What groups of tests cost: with CPU_OF_GROUPS=folder, `pytest -p tests.cpu …` writes a table per process.

Columns: when it began, seconds, seconds of CPU with all child processes, number of tests, group and file.
What killed processes leave behind comes to this one, and stays to be counted: a browser that is closed is
killed, and with it went most of what its pages had taken.
"""

from __future__ import annotations

import ctypes
import os
import time
from pathlib import Path

import pytest

from tests.order import group

TICK = os.sysconf("SC_CLK_TCK")
PR_SET_CHILD_SUBREAPER = 36
"""Of Linux' prctl: orphans become children of this process, not of the first one."""


def _times(pid: int) -> tuple[int, float]:
    """Parent, and seconds of CPU of a process and of the children it has waited for."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0, 0.0
    return int(fields[1]), sum(map(int, fields[11:15])) / TICK


def _spent() -> float:
    """Seconds of CPU of this process and of all that descends from it."""
    found = {int(one.name): _times(int(one.name)) for one in Path("/proc").iterdir() if one.name.isdigit()}
    ours, more = {os.getpid()}, True
    while more:
        new = {pid for pid, (parent, _) in found.items() if parent in ours} - ours
        more, ours = bool(new), ours | new
    return sum(found[pid][1] for pid in ours if pid in found)


class Meter:
    def __init__(self, file: Path) -> None:
        self.file, self.group, self.since, self.cpu, self.tests = file, "", 0.0, 0.0, 0

    def close(self, name: str) -> None:
        now, cpu = time.time(), _spent()
        seconds = (f"{one:.1f}" for one in (self.since, now - self.since, cpu - self.cpu))
        with self.file.open("a") as out:
            out.write("\t".join((*seconds, str(self.tests), self.group)) + "\n")
        self.group, self.since, self.cpu, self.tests = name, now, cpu, 0

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        name = f"{group(item)}|{item.nodeid.split('::')[0]}"
        if name != self.group:
            self.close(name)
        self.tests += 1

    def pytest_sessionfinish(self) -> None:
        self.close("")


def pytest_configure(config: pytest.Config) -> None:
    folder = os.environ.get("CPU_OF_GROUPS")
    if folder and (hasattr(config, "workerinput") or not config.getoption("numprocesses", None)):
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
        config.pluginmanager.register(
            Meter(Path(folder) / f"{os.environ.get('PYTEST_XDIST_WORKER', 'gw')}.tsv")
        )
