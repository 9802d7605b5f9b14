"""Enrichments to the store: what a worker found, from where it is told to both sides.

A transaction costs more than what it writes. So the first enrichment of a while is applied at once, and those
that come within a moment of it, of whatever partition, wait and are applied together.
"""

from __future__ import annotations

import asyncio
import logging
import math
from collections.abc import Callable, Sequence
from contextvars import Context
from typing import NamedTuple

from service.desk.bot.acting import Wording, answer, as_it_is
from service.desk.routing.topics import place
from service.enrichment.apply import apply_batch
from service.errors import Unavailable
from service.jobs.consuming import BATCH, consume
from service.store import Store
from wire.broker.consumer import Delivery
from wire.broker.streams import ENRICHMENTS
from wire.contracts.errors import NotNow
from wire.contracts.events import Enriched
from wire.contracts.settings import Settings
from wire.observability.metrics import TRANSLATION

log = logging.getLogger(__name__)

APART = 0.04
"""Seconds between the beginnings of two transactions."""

Found = Sequence[Enriched]


class Programs(NamedTuple):
    """Who is told of what is applied, and who may word what the built-in bot has found."""

    hear: Callable[[Found], None] = lambda _: None
    word: Wording = as_it_is


NOBODY = Programs()


async def run(
    store: Store, settings: Settings, name: str, programs: Programs = NOBODY, *, stop: asyncio.Event
) -> None:
    """Consume `enrichments` as group `apply` under the stable consumer name `name` until stopped.

    `programs`: who asks those in the seats of bots.
    """
    handler = Handler(store, programs)
    await consume(settings, name, ENRICHMENTS, Enriched, handler.handle, stop=stop)


class _Waiting(NamedTuple):
    found: Found
    done: asyncio.Future[None]


class Handler:
    """Applies batches, which tells whoever is concerned; then conversations come to the queue for what they
    are about, and bots say what was found for their visitors.
    Twice tells the same twice, and is answered once."""

    def __init__(self, store: Store, programs: Programs = NOBODY) -> None:
        self._store, self._programs = store, programs
        self._waiting: list[_Waiting] = []
        self._applying: asyncio.Task[None] | None = None
        self._began = -math.inf

    async def handle(self, batch: Sequence[Delivery[Enriched]]) -> None:
        """NotNow while the store is busy: the same batch comes again, uncounted."""
        found = [one.value for one in batch]
        try:
            await self._applied(found)
            await place(self._store, found)
            await answer(self._store, found, self._programs.word)
            self._programs.hear(found)
        except Unavailable as error:
            raise NotNow(error.message) from error
        for one in batch:
            TRANSLATION.observe(max(0.0, (one.value.enriched_at - one.value.queued_at).total_seconds()))

    async def _applied(self, found: Found) -> None:
        one = _Waiting(found, asyncio.get_running_loop().create_future())
        self._waiting.append(one)
        if self._applying is None or self._applying.done():
            self._applying = asyncio.create_task(self._apply_all(), context=Context())
        await one.done

    async def _apply_all(self) -> None:
        clock = asyncio.get_running_loop().time
        while self._waiting:
            await asyncio.sleep(max(0.0, self._began + APART - clock()))
            self._began = clock()
            together = self._next()
            if len(together) == 1 or not await self._in_one(together):
                for one in together:
                    await self._alone(one)

    def _next(self) -> list[_Waiting]:
        """As many of the first as make one transaction: with more, who posts would wait for the writer."""
        taken = [self._waiting.pop(0)]
        while self._waiting and sum(len(one.found) for one in (*taken, self._waiting[0])) <= BATCH:
            taken.append(self._waiting.pop(0))
        return taken

    async def _in_one(self, together: Sequence[_Waiting]) -> bool:
        """False: one of them cannot be applied, which is nothing to the others; nothing was."""
        try:
            await apply_batch(self._store, [each for one in together for each in one.found])
        except Unavailable as error:
            for one in together:
                _end(one, error)
            return True
        except Exception as error:
            log.warning("batches are applied one by one: %s", type(error).__name__)
            return False
        for one in together:
            _end(one)
        return True

    async def _alone(self, one: _Waiting) -> None:
        try:
            await apply_batch(self._store, one.found)
        except Exception as error:
            _end(one, error)
        else:
            _end(one)


def _end(one: _Waiting, error: Exception | None = None) -> None:
    if one.done.done():  # whoever waited is gone
        return
    if error is None:
        one.done.set_result(None)
    else:
        one.done.set_exception(error)
