"""One child process: started in a session of its own, its output kept in a bounded log, stopped politely."""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import logging
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from logging.handlers import RotatingFileHandler
from pathlib import Path

LOG_BYTES = 2_000_000
LINE_BYTES = 1 << 20

PR_SET_PDEATHSIG = 1  # from Linux <sys/prctl.h>


def _end_with_parent(orphaned: signal.Signals) -> None:
    """On Linux the child gets `orphaned` when the supervisor dies, however it dies. Runs in the child."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, orphaned)


class Child:
    """A running process and the task that keeps its output. Make with `Child.start`."""

    def __init__(self, process: asyncio.subprocess.Process, log: Path) -> None:
        self.process = process
        self.log = log
        self._copy = asyncio.create_task(_keep(process.stdout, log))

    @classmethod
    async def start(
        cls,
        argv: Sequence[str],
        log: Path,
        environ: Mapping[str, str] | None = None,
        orphaned: signal.Signals = signal.SIGTERM,
    ) -> Child:
        """Start a program; its output goes to `log`, at most two files of 2 MB."""
        log.parent.mkdir(parents=True, exist_ok=True)
        process = await asyncio.create_subprocess_exec(
            *argv,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            env=dict(environ or os.environ),
            start_new_session=True,  # Ctrl-C reaches the supervisor alone, which stops parts in order
            preexec_fn=lambda: _end_with_parent(orphaned),
            limit=LINE_BYTES,
        )
        return cls(process, log)

    @property
    def running(self) -> bool:
        """Whether the process has not ended."""
        return self.process.returncode is None

    async def wait(self) -> int:
        """Exit code, once it has ended and its last line is in the log."""
        code = await self.process.wait()
        await self._copy
        return code

    async def stop(self, patience: float) -> int:
        """Ask it to stop; after `patience` seconds end it and whatever it started."""
        with contextlib.suppress(ProcessLookupError):
            self.process.terminate()
        try:
            await asyncio.wait_for(self.process.wait(), patience)
        except TimeoutError:
            logging.getLogger(__name__).warning("%s did not stop in %s s; ending it", self.log.stem, patience)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(
                self.process.pid, signal.SIGKILL
            )  # the group outlives its leader where it left children
        return await self.wait()


async def _keep(stream: asyncio.StreamReader | None, log: Path) -> None:
    """Copy lines into a rotating file until the stream ends."""
    assert stream is not None
    handler = RotatingFileHandler(log, maxBytes=LOG_BYTES, backupCount=1, encoding="utf-8")
    try:
        while line := await _next_line(stream):
            text = line.decode(errors="replace").rstrip("\n")
            handler.emit(logging.LogRecord(log.stem, logging.INFO, "", 0, text, None, None))
    finally:
        handler.close()


async def _next_line(stream: asyncio.StreamReader) -> bytes:
    try:
        return await stream.readline()
    except ValueError:  # longer than LINE_BYTES: take what is there, as it is
        return await stream.read(LINE_BYTES)
