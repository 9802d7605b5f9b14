"""Connections to PostgreSQL serve one story after the other: a new one has to learn all tables anew.

Where nobody needs a new one: each story has a store of its own, which takes an engine that no other has open.
They belong to one event loop, in which all these stories are told; what one leaves running is ended after it.
"""

from __future__ import annotations

import asyncio
import atexit
from collections.abc import Coroutine
from contextvars import copy_context
from functools import cache
from typing import Any

from sqlalchemy import AsyncAdaptedQueuePool
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncEngine

from service.store import engines


class Lent(AsyncAdaptedQueuePool):
    """Connections that stay: who disposes of them has given them back."""

    lent = True

    def dispose(self) -> None:
        self.lent = False

    def recreate(self) -> Lent:
        return self


class Kept:
    """One event loop, and engines whose connections stay open in it."""

    def __init__(self) -> None:
        self.runner = asyncio.Runner()
        self.loop = self.runner.get_loop()
        self.made: dict[str, list[AsyncEngine]] = {}
        self.make = engines.create_async_engine
        engines.create_async_engine = self.engine
        atexit.register(self.runner.close)

    def engine(self, url: URL, **options: Any) -> AsyncEngine:
        """One that nobody has now, where the story is told in the loop to which it belongs."""
        if asyncio.get_running_loop() is not self.loop or url.get_backend_name() != "postgresql":
            return self.make(url, **options)
        options |= {"poolclass": Lent, "pool_pre_ping": True}  # a story may end connections
        alike = self.made.setdefault(f"{url.render_as_string(False)} {sorted(options.items())}", [])
        free = next((one for one in alike if not one.pool.lent), None)  # type: ignore[attr-defined]
        if free is None:
            free = self.make(url, **options)
            alike.append(free)
        free.pool.lent = True  # type: ignore[attr-defined]
        return free

    def run(self, story: Coroutine[Any, Any, Any]) -> Any:
        """Tell a story to its end; what one before has left that was broken off, as by Ctrl-C, is ended."""
        if asyncio.all_tasks(self.loop):
            self.runner.run(_alone(asyncio.sleep(0)))
        return self.runner.run(_alone(story), context=copy_context())


async def _alone(story: Coroutine[Any, Any, Any]) -> Any:
    try:
        return await story
    finally:
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for one in others:
            one.cancel()
        await asyncio.gather(*others, return_exceptions=True)


@cache
def kept() -> Kept:
    """Of this process."""
    return Kept()
