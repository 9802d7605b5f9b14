"""Hands whole groups of tests (tests/order.py) to processes: one has a browser from the start, others last.

xdist's own `loadgroup` tells groups by rewriting the ids of tests, which has no effect since pytest 9.2
(pytest-xdist issue 1386): every test is a group by itself, and every process starts what one was to share.
Here each process writes its groups to a file before it says what it has collected.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling
from xdist.workermanage import WorkerController

from tests.order import group, needs_browser

FOLDER = "duologue_groups"
"""Name under which a process is told where to write."""

FIRST_WITH_BROWSER = "gw0"
"""The process that takes browsers' groups from the start; the others when nothing else is left."""


class Groups(LoadScopeScheduling):
    """A group stays together; browsers' tests and those that wait run beside each other."""

    def __init__(self, config: pytest.Config, log: Producer, folder: Path) -> None:
        super().__init__(config, log)
        self.folder = folder
        self.group_of: dict[str, str] = {}
        self.browsing: set[str] = set()

    def add_node_collection(self, node: WorkerController, collection: Sequence[str]) -> None:
        self.group_of |= json.loads((self.folder / node.gateway.id).read_text())
        super().add_node_collection(node, collection)

    def _split_scope(self, nodeid: str) -> str:
        return self.group_of[nodeid]

    def _assign_work_unit(self, node: WorkerController) -> None:
        """The first group of its kind. Who has had a browser ends where no such group is left: there
        Playwright keeps an event loop, beside which others cannot run theirs."""
        name, process = self._next(node), node.gateway.id
        if name is None:
            node.shutdown()
            return
        if needs_browser(name):
            self.browsing.add(process)
        self.workqueue.move_to_end(name, last=False)
        super()._assign_work_unit(node)

    def _next(self, node: WorkerController) -> str | None:
        browsing = node.gateway.id in self.browsing
        wanted = browsing or node.gateway.id == FIRST_WITH_BROWSER
        mine = (name for name in self.workqueue if needs_browser(name) == wanted)
        return next(mine, None if browsing else next(iter(self.workqueue)))


class Handing:
    """In the process that starts the others."""

    def __init__(self) -> None:
        self.folder = tempfile.TemporaryDirectory(prefix="duo-groups-")

    def pytest_configure_node(self, node: WorkerController) -> None:
        node.workerinput[FOLDER] = self.folder.name

    def pytest_xdist_make_scheduler(self, config: pytest.Config, log: Producer) -> Groups:
        return Groups(config, log, Path(self.folder.name))

    def pytest_unconfigure(self) -> None:
        self.folder.cleanup()


def tell(config: pytest.Config, items: Sequence[pytest.Item]) -> None:
    """Write the groups of these tests, where another process hands them out."""
    about: dict[str, Any] = getattr(config, "workerinput", {})
    if FOLDER in about:
        Path(about[FOLDER], about["workerid"]).write_text(
            json.dumps({one.nodeid: group(one) for one in items})
        )


def compile_share(config: pytest.Config, places: Sequence[Path]) -> None:
    """Import the files of tests, each process from another one on.

    All import all of them, and in a fresh checkout each compiled all of them at the same time. So each finds
    what the others have compiled when it comes to their share. What cannot be imported is collected none the
    less, and told of then.
    """
    about: dict[str, Any] = getattr(config, "workerinput", {})
    if FOLDER not in about:
        return
    files = sorted(
        file for place in places for file in ([place] if place.is_file() else place.rglob("test_*.py"))
    )
    first = len(files) * int(about["workerid"].removeprefix("gw")) // about["workercount"]
    for file in (*files[first:], *files[:first]):
        with suppress(Exception, pytest.skip.Exception):
            import_module(".".join(file.relative_to(config.rootpath).with_suffix("").parts))
