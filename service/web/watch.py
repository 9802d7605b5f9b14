"""The duties of a web process: tasks that are started again when they die, and whose state health shows."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from service.wire.supervise import keep_running

Work = Callable[[asyncio.Event], Awaitable[None]]

REMEMBERED = 10.0
"""Seconds after a failure during which a duty counts as failing."""


@dataclass(slots=True)
class _Duty:
    work: Work
    task: asyncio.Task[None] | None = None
    failed_at: float | None = None
    failure: str = ""


class Watch:
    """Runs duties until `close`. Names are what `/health` calls them."""

    def __init__(self) -> None:
        self._stop = asyncio.Event()
        self._duties: dict[str, _Duty] = {}

    def start(self, name: str, work: Work) -> None:
        """Keep `work(stop)` running; it must return soon after `stop` is set."""
        duty = _Duty(work)
        self._duties[name] = duty

        async def once() -> None:
            try:
                await duty.work(self._stop)
            except Exception as error:
                duty.failed_at, duty.failure = time.monotonic(), type(error).__name__
                raise

        duty.task = asyncio.create_task(keep_running(name, once, self._stop), name=name)

    def failure(self, name: str) -> str | None:
        """Why a duty does not run well: the kind of its last error. None where all is well."""
        duty = self._duties[name]
        if duty.task is None or duty.task.done():
            return "ended"
        if duty.failed_at is not None and time.monotonic() - duty.failed_at < REMEMBERED:
            return duty.failure
        return None

    async def close(self, within: float = 15.0) -> None:
        """Ask all to stop and wait for them; end those that do not."""
        self._stop.set()
        tasks = [duty.task for duty in self._duties.values() if duty.task is not None]
        if not tasks:
            return
        _, late = await asyncio.wait(tasks, timeout=within)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
