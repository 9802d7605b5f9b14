"""Background tasks of a web process: they are started again when they die, and whose state health shows."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from wire.tasks import keep_running

Work = Callable[[asyncio.Event], Awaitable[None]]

REMEMBERED = 10.0
"""Seconds after a failure during which a task counts as failing."""


@dataclass(slots=True)
class _Task:
    work: Work
    task: asyncio.Task[None] | None = None
    failed_at: float | None = None
    failure: str = ""


class BackgroundTasks:
    """Runs tasks until `close`. Names are what `/health` calls them."""

    def __init__(self) -> None:
        self._stop = asyncio.Event()
        self._tasks: dict[str, _Task] = {}

    def start(self, name: str, work: Work) -> None:
        """Keep `work(stop)` running; it must return soon after `stop` is set."""
        one = _Task(work)
        self._tasks[name] = one

        async def once() -> None:
            try:
                await one.work(self._stop)
            except Exception as error:
                one.failed_at, one.failure = time.monotonic(), type(error).__name__
                raise

        one.task = asyncio.create_task(keep_running(name, once, self._stop), name=name)

    def failure(self, name: str) -> str | None:
        """Why a task does not run well: the kind of its last error. None where all is well."""
        one = self._tasks[name]
        if one.task is None or one.task.done():
            return "ended"
        if one.failed_at is not None and time.monotonic() - one.failed_at < REMEMBERED:
            return one.failure
        return None

    async def close(self, within: float = 15.0) -> None:
        """Ask all to stop and wait for them; end those that do not."""
        self._stop.set()
        tasks = [one.task for one in self._tasks.values() if one.task is not None]
        if not tasks:
            return
        _, late = await asyncio.wait(tasks, timeout=within)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
