"""The one thread in which models are loaded, used and closed."""

from __future__ import annotations

import asyncio
import faulthandler
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

from nlp.worker.errors import ResultsMissing
from nlp.worker.ports import Build, Pipeline, Say, Skills
from service.wire.events import Enriched, MessagePosted

R = TypeVar("R")

STEP_LIMIT = 600.0
"""Seconds that loading may take from one word of progress to the next."""

BATCH_LIMIT = 120.0
"""Seconds that one batch may take."""


class ModelThread:
    """A pipeline and the thread it belongs to. Some engines cannot be touched from any other.

    A model call cannot be stopped from outside. One that takes longer than its limit ends the whole
    process, with the stack of every thread on stderr and exit code 1; the timer is C code, so that an
    engine that never lets Python run again is ended too. The supervisor starts the worker again; what it
    had in hand is pending.
    """

    def __init__(self, batch_limit: float = BATCH_LIMIT) -> None:
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="models")
        self._batch_limit = batch_limit
        self._pipeline: Pipeline | None = None

    async def open(self, build: Build, say: Say) -> Skills:
        """Load the models. The pipeline itself never leaves its thread: some engines must even die there."""

        def step(news: str) -> None:
            _arm(STEP_LIMIT)
            say(news)

        def load() -> Skills:
            with _limited(STEP_LIMIT):
                self._pipeline = build(step)
                return Skills(self._pipeline.pairs(), self._pipeline.rough())

        return await self._run(load)

    async def enrich(self, messages: Sequence[MessagePosted]) -> list[Enriched]:
        """Understand a batch: one result per message, in order.

        Raises:
            ResultsMissing: the pipeline gave more or fewer results than messages.
        """

        def work() -> list[Enriched]:
            assert self._pipeline is not None, "open comes first"
            with _limited(self._batch_limit):
                return self._pipeline.enrich(messages)

        results = await self._run(work)
        if len(results) != len(messages):
            raise ResultsMissing(f"{len(results)} results for {len(messages)} messages")
        return results

    async def close(self) -> None:
        """Close the pipeline in its thread, and end the thread."""

        def end() -> None:
            if self._pipeline is not None:
                self._pipeline.close()
                self._pipeline = None

        try:
            await self._run(end)
        finally:
            self._executor.shutdown(wait=True)

    async def _run(self, work: Callable[[], R]) -> R:
        return await asyncio.get_running_loop().run_in_executor(self._executor, work)


@contextmanager
def _limited(seconds: float) -> Iterator[None]:
    _arm(seconds)
    try:
        yield
    finally:
        faulthandler.cancel_dump_traceback_later()


def _arm(seconds: float) -> None:
    faulthandler.dump_traceback_later(seconds, exit=True, file=sys.__stderr__ or 2)
