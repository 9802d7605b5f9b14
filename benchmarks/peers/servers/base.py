"""What the benchmark asks of a server that it measures, and of its children."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from benchmarks.peers.steps import Plan

HOST = "127.0.0.1"


class Missing(Exception):
    """This server cannot be had here; the text says why, and goes into the report."""


class Server(Protocol):
    """One server, in a folder of its own. `name` is its row in the table."""

    name: str
    lowest: float
    """Rate a second at which the search begins."""

    def start(self, folder: Path) -> None:
        """Install what is missing, start, and wait until it answers. Missing."""

    def sign_in(self, pairs: int) -> Plan:
        """So many pairs of people who can talk, for the load generator."""

    def parts(self) -> dict[str, list[int]]:
        """Process ids by part: "server", and "worker" where there is one."""

    def version(self) -> str:
        """What runs here, for the report."""

    def stop(self) -> None:
        """End it and all below it."""


class Children:
    """Processes that end when the benchmark does; what they say is in `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.all: list[subprocess.Popen[bytes]] = []

    def start(
        self,
        name: str,
        command: Sequence[str],
        environ: Mapping[str, str] | None = None,
        processors: frozenset[int] | None = None,
    ) -> int:
        """Start one, in a session of its own, which may use these processors; its process id."""
        with (self.folder / f"{name}.out").open("ab") as out:
            child = subprocess.Popen(
                command,
                cwd=self.folder,
                env=dict(os.environ if environ is None else environ),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                start_new_session=True,
                preexec_fn=lambda: keep_to(processors),
            )
        self.all.append(child)
        return child.pid

    def alive(self) -> bool:
        """None has ended."""
        return all(child.poll() is None for child in self.all)

    def said(self) -> str:
        """The last lines of each, for an error."""
        tails = [
            f"{one.name}:\n{one.read_text(errors='replace')[-2000:]}" for one in self.folder.glob("*.out")
        ]
        return "\n".join(tails)

    def stop(self) -> None:
        """The last one started ends first. What does not end within 15 s is killed."""
        for child in reversed(self.all):
            if child.poll() is None:
                child.terminate()
            try:
                child.wait(15)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait(15)
        self.all.clear()


def keep_to(processors: frozenset[int] | None) -> None:
    """From now on this process and what it starts use these alone, if they are there. Runs in the child."""
    if processors is not None and sys.platform == "linux":
        with suppress(OSError):
            os.sched_setaffinity(0, processors)


def end_orderly() -> None:
    """Whoever ends this process by SIGTERM ends the servers that it has started, as Ctrl-C does."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))


def free_port() -> int:
    """A port that the system has to spare at this moment."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def until(true: Callable[[], object], what: str, seconds: float, children: Children | None = None) -> None:
    """Wait until something is so. RuntimeError with what they said, when it takes too long or one ends."""
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end or (children is not None and not children.alive()):
            raise RuntimeError(f"{what}: waited in vain\n{children.said() if children else ''}")
        time.sleep(0.05)


def listens(port: int) -> bool:
    """Somebody accepts connections there."""
    with socket.socket() as probe:
        return probe.connect_ex((HOST, port)) == 0
