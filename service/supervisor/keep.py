"""Keep one part running: start it, wait until it is ready, restart it with back-off when it dies."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from service.supervisor.process import Child
from wire.tasks import Backoff, pause

FIRST_PAUSE = 0.5
LONGEST_PAUSE = 30.0
HEALTHY_AFTER = 60.0
"""Seconds of running after which a death starts the back-off anew."""

READY_WITHIN = 180.0
PROBE_EVERY = 0.1

Say = Callable[[str, str], None]
"""(part, news): one line for people."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part: how it is started, how one knows that it is ready, how long it may take to stop."""

    name: str
    argv: Sequence[str]
    ready: Callable[[], Awaitable[str | None]]
    """A sentence when ready, None when not yet. May raise: not yet."""
    doing: Callable[[], Awaitable[str | None]] | None = None
    """What it is doing while not ready."""
    patience: float = 15.0
    orphaned: signal.Signals = signal.SIGTERM
    """What it gets when the supervisor dies."""


class Keeper:
    """Runs one part until told to stop."""

    def __init__(self, part: Part, log: Path, say: Say) -> None:
        self.part = part
        self.up = asyncio.Event()
        self._log = log
        self._say = say
        self._stop = asyncio.Event()
        self._child: Child | None = None

    async def run(self) -> None:
        """Start, watch, restart; returns after `stop`."""
        backoff = Backoff(FIRST_PAUSE, LONGEST_PAUSE)
        while not self._stop.is_set():
            started = time.monotonic()
            self._child = await Child.start(self.part.argv, self._log, orphaned=self.part.orphaned)
            watch = asyncio.create_task(self._announce())
            code = await self._ended(self._child)
            watch.cancel()
            self.up.clear()
            if self._stop.is_set():
                return
            if time.monotonic() - started > HEALTHY_AFTER:
                backoff.reset()
            wait = backoff.next()
            self._say(self.part.name, f"ended ({reason(code)}); again in {wait:.1f} s. Its log: {self._log}")
            await pause(self._stop, wait)

    async def stop(self) -> None:
        """Stop the part; `run` returns."""
        self._stop.set()
        if self._child is not None and self._child.running:
            await self._child.stop(self.part.patience)

    async def _ended(self, child: Child) -> int:
        code = await child.wait()
        self._child = None
        return code

    async def _announce(self) -> None:
        """Say when it is ready, and meanwhile what it is doing."""
        last, deadline = "", time.monotonic() + READY_WITHIN
        while time.monotonic() < deadline:
            news = await _quiet(self.part.ready)
            if news is not None:
                self.up.set()
                self._say(self.part.name, news)
                return
            doing = await _quiet(self.part.doing) if self.part.doing else None
            if doing and doing != last:
                self._say(self.part.name, last := doing)
            await asyncio.sleep(PROBE_EVERY)
        self._say(self.part.name, f"is not ready after {READY_WITHIN:.0f} s. Its log: {self._log}")


def reason(code: int) -> str:
    """An exit code in words."""
    return f"signal {-code}" if code < 0 else f"exit code {code}"


async def _quiet(probe: Callable[[], Awaitable[str | None]]) -> str | None:
    """The probe's answer; a probe that fails has no answer yet (the part is still coming up)."""
    try:
        return await asyncio.wait_for(probe(), 5)
    except Exception:
        return None
