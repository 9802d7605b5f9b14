"""The one thread in which models are loaded, used and closed."""

from __future__ import annotations

import asyncio
import faulthandler
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import partial
from typing import TypeVar

from nlp.worker.begun import Work, key_of
from nlp.worker.errors import ResultsMissing
from nlp.worker.ports import Build, Pipeline, Say, Skills
from nlp.worker.turns import Rank, Turns
from wire.contracts.events import Enriched, MessagePosted, PreviewAsked, Previewed

R = TypeVar("R")

STEP_LIMIT = 600.0
"""Seconds that loading may take from one word of progress to the next."""

BATCH_LIMIT = 120.0
"""Seconds that one batch may take."""

PREVIEW_LIMIT = 60.0
"""Seconds that one preview may take: nobody waits as long, but its models may have to be loaded."""

Noted = Callable[[Sequence[str]], AbstractContextManager[object]]
"""Around a piece of work, given the keys of its texts: notes that they are begun, and that they are over."""

PART = 1200
"""Characters of a batch that are worked on at a stretch: other partitions' batches come in between."""


class ModelThread:
    """A pipeline and the thread it belongs to. Some engines cannot be touched from any other.

    A model call cannot be stopped from outside. One that takes longer than its limit ends the whole
    process, with the stack of every thread on stderr and exit code 1; the timer is C code, so that an
    engine that never lets Python run again is ended too. The supervisor starts the worker again; what it
    had in hand is pending.

    Work is done one piece after the other, in the order of `turns`. What goes first is let in between the
    steps of what is being done.
    """

    def __init__(self, batch_limit: float = BATCH_LIMIT, noted: Noted = nullcontext) -> None:
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="models")
        self._batch_limit, self._noted = batch_limit, noted
        self._turns = Turns()
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

    async def look_again(self) -> Skills:
        """Use models that have come since, as a piece of work among others. Gives what can be done now."""

        def look() -> Skills:
            assert self._pipeline is not None, "open comes first"
            with _limited(STEP_LIMIT):
                self._pipeline.look_again()
                return Skills(self._pipeline.pairs(), self._pipeline.rough())

        return await self._run(look)

    def busy(self) -> bool:
        """Whether anybody waits for the thread with what is not beyond a share."""
        return self._turns.busy()

    async def enrich(self, messages: Sequence[MessagePosted], rank: Rank = Rank.USUAL) -> list[Enriched]:
        """Understand a batch: one result per message, in order.

        Raises:
            ResultsMissing: the pipeline gave more or fewer results than messages.
        """
        done: list[Enriched] = []
        for part in parts(messages):
            done += await self._results(part, partial(self._enriched, part), rank)
        return done

    async def preview(
        self,
        asked: Sequence[PreviewAsked],
        spent: Callable[[float], None] = lambda _: None,
        rank: Rank = Rank.URGENT,
    ) -> list[Previewed]:
        """Answer previews, usually before anything else that waits: one answer for each, in order.

        `spent` is told, in the thread, how many seconds the work took, also when it fails; what was let in
        between is not counted. Of a `rank` that is not urgent, messages go before it.

        Raises:
            ResultsMissing: the pipeline gave more or fewer answers than it was asked for.
        """

        def work(pipeline: Pipeline) -> list[Previewed]:
            began, others = time.monotonic(), 0.0

            def let_others_in() -> None:
                nonlocal others
                paused = time.monotonic()
                self._yield_to_urgent()
                others += time.monotonic() - paused

            try:
                return pipeline.preview(asked, let_others_in)
            finally:
                spent(time.monotonic() - began - others)

        return await self._results(asked, work, rank)

    async def _results(
        self, works: Sequence[Work], ask: Callable[[Pipeline], list[R]], rank: Rank
    ) -> list[R]:
        interactive = rank in (Rank.URGENT, Rank.PATIENT)
        limit = min(PREVIEW_LIMIT, self._batch_limit) if interactive else self._batch_limit

        def work() -> list[R]:
            assert self._pipeline is not None, "open comes first"
            with self._noted([key_of(one) for one in works]), _limited(limit):
                return ask(self._pipeline)

        results = await self._run(work, rank)
        if len(results) != len(works):
            raise ResultsMissing(f"{len(results)} results, {len(works)} were asked for")
        return results

    def _enriched(self, messages: Sequence[MessagePosted], pipeline: Pipeline) -> list[Enriched]:
        return pipeline.enrich(messages, self._yield_to_urgent)

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

    async def _run(self, work: Callable[[], R], rank: Rank = Rank.USUAL) -> R:
        done: Future[R] = Future()
        self._turns.add(rank, lambda: _finish(work, done))
        self._executor.submit(self._turns.next)
        return await asyncio.wrap_future(done)

    def _yield_to_urgent(self) -> None:
        """Within a batch, what goes before it. The limit of the batch begins anew after it."""
        self._turns.yield_to_urgent(lambda: _arm(self._batch_limit))


def parts(messages: Sequence[MessagePosted], most: int = PART) -> list[Sequence[MessagePosted]]:
    """A batch, in order, in parts of at most `most` characters; a message that is longer is a part alone."""
    found: list[list[MessagePosted]] = []
    room = 0
    for message in messages:
        if not found or len(message.text) > room:
            found.append([])
            room = most
        found[-1].append(message)
        room -= len(message.text)
    return list(found)


def _finish(work: Callable[[], R], done: Future[R]) -> None:
    """Do it, unless nobody waits any more, and hand over what comes of it."""
    if not done.set_running_or_notify_cancel():
        return
    try:
        done.set_result(work())
    except BaseException as error:
        done.set_exception(error)


@contextmanager
def _limited(seconds: float) -> Iterator[None]:
    _arm(seconds)
    try:
        yield
    finally:
        faulthandler.cancel_dump_traceback_later()


def _arm(seconds: float) -> None:
    faulthandler.dump_traceback_later(seconds, exit=True, file=sys.__stderr__ or 2)
