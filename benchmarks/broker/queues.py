"""The queues that are measured: which package, when each calls a task done, and what it does besides."""

from __future__ import annotations

import sys
from pathlib import Path

from msgspec import Struct

from benchmarks.peers.install import installed, run

SCRIPTS = Path(__file__).with_name("peers")


class TaskQueue(Struct, frozen=True):
    """One row. `packages` go into a venv of their own; without any, our own Python runs the script."""

    name: str
    script: str
    keeps: str
    """When a task counts as done, and what becomes of one whose worker dies."""
    packages: tuple[str, ...] = ()
    times: int = 1
    """How many times as many tasks: one that is through in a moment would be measured by that moment."""

    def python(self) -> str:
        """The Python that has it, installed on the first call. Missing."""
        if not self.packages:
            return sys.executable
        folder = installed(f"broker-{self.packages[0].replace('==', '-').replace('[redis]', '')}", self._make)
        return str(folder / "venv/bin/python")

    def _make(self, folder: Path) -> None:
        run([sys.executable, "-m", "venv", str(folder / "venv")], folder)
        pip = [str(folder / "venv/bin/python"), "-m", "pip", "install", "-q", "--disable-pip-version-check"]
        run([*pip, "redis[hiredis]", *self.packages], folder)


LOOP = TaskQueue(
    "tight loop of redis-py",
    "loop.py",
    "XACK of 16 at once after all were looked at; no retries, no dead letters, nothing is read of a task",
    times=10,
)
OURS = TaskQueue(
    "Duologue",
    "duologue_.py",
    "XACK when the handler has returned; what a dead worker held is taken over after 60 s, tries are counted "
    "by the broker, what fails four times goes to `dead`; each batch is timed, counted and traced",
    times=10,
)
PEERS = (
    TaskQueue(
        "taskiq-redis",
        "taskiq_redis_.py",
        "XACK when the task's result was saved; XAUTOCLAIM of what was left idle for 10 minutes",
        ("taskiq-redis==1.2.4",),
    ),
    TaskQueue(
        "FastStream",
        "faststream_.py",
        "XACK when the handler has returned, not where it raised; what a dead worker held is not taken over "
        "unless another subscriber is told to",
        ("faststream[redis]==0.7.8",),
    ),
    TaskQueue(
        "SAQ",
        "saq_.py",
        "out of the list of active jobs, and its end written, when the function has returned; a sweep brings "
        "back what stands there for too long",
        ("saq[redis]==0.26.4", "typing_extensions"),
    ),
    TaskQueue(
        "Dramatiq",
        "dramatiq_.py",
        "out of the set of unacknowledged messages when the actor has returned; a dead worker's go back to "
        "the queue after 60 s",
        ("dramatiq[redis]==2.2.1",),
    ),
    TaskQueue(
        "Celery",
        "celery_.py",
        "out of `unacked` when the task has returned (`task_acks_late`); a dead worker's go back after the "
        "visibility time-out of an hour",
        ("celery[redis]==5.7.0",),
    ),
)
