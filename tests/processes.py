"""Processes of Python that tests start, and that import nothing anew (tests/starter.py)."""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import IO, Any

ROOT = Path(__file__).parent.parent
_LOCK = threading.Lock()
"""One order at a time: the next is sent when the one before has been forked."""


class Process:
    """One that was started. Of `subprocess.Popen`, what tests use; what it says goes to files."""

    def __init__(self, news: int, out: IO[bytes], err: IO[bytes]) -> None:
        self.news = os.fdopen(news, "rb", buffering=0)
        self.out, self.err = out, err
        self.pid = int(self.news.readline())
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """How it ended, as `Popen` says it; None while it runs."""
        return self._ended(0.0)

    def wait(self, timeout: float | None = None) -> int:
        code = self._ended(timeout)
        if code is None:
            raise subprocess.TimeoutExpired(f"process {self.pid}", timeout or 0.0)
        return code

    def communicate(self, timeout: float | None = None) -> tuple[str, str]:
        """What it has said, once it has ended."""
        self.wait(timeout)
        return _all(self.out), _all(self.err)

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            with contextlib.suppress(ProcessLookupError):  # it has ended since, and its end is not told yet
                os.kill(self.pid, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def _ended(self, timeout: float | None) -> int | None:
        if self.returncode is None and select.select([self.news], [], [], timeout)[0]:
            self.returncode = int(self.news.readline())
            self.news.close()
        return self.returncode


def _all(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode()


@cache
def _orders() -> socket.socket:
    """To the one that forks: begun when it is first needed, gone with this process."""
    ours, theirs = socket.socketpair()
    with theirs:
        number = theirs.fileno()
        command = [sys.executable, "-m", "tests.starter", str(number)]
        one = subprocess.Popen(command, cwd=ROOT, pass_fds=[number])
    atexit.register(one.wait)
    atexit.register(ours.close)
    return ours


def start(
    module: str,
    *words: str,
    imports: str,
    environ: Mapping[str, str],
    out: IO[bytes] | None = None,
    err: IO[bytes] | None = None,
) -> Process:
    """`python -m module words` in the repository's root.

    Args:
        imports: a module that is imported before it is forked, with all that this one imports.
        out, err: files for what it says. Without: files that only `communicate` reads.
    """
    read, told = os.pipe()
    streams = [one or tempfile.TemporaryFile() for one in (out, err)]  # noqa: SIM115 (as long as `Process`)
    order: dict[str, Any] = {"module": module, "words": words, "imports": imports}
    order |= {"environ": dict(environ)}
    body = json.dumps(order).encode() + b"\n"
    with _LOCK:
        sent = socket.send_fds(_orders(), [body], [told, *(one.fileno() for one in streams)])
        _orders().sendall(body[sent:])
        os.close(told)
        return Process(read, *streams)
