"""Group commit: whoever waits to write shares one transaction and one wait for the disk.

While one group is written the next one gathers. On SQLite a group is one function run in the writer's thread;
on PostgreSQL a few round trips. Each item has its own outcome: one that is refused fails alone, and where a
group cannot be written for a reason that will not pass, its items are tried one by one.
"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from contextvars import Context
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Generic, Protocol, TypeVar

import msgspec

from service.errors import Unavailable
from service.store import sqlite_driver, writer_thread
from service.store.errors import is_full, is_passing
from service.store.subscribers import Subscribers
from service.store.unit_of_work import DomainEvent
from service.store.writer import Driver, Writer

log = logging.getLogger(__name__)

MOST_AT_ONCE = 256
"""Items in one transaction: beyond, a group gets hardly cheaper, and others wait longer for their turn."""

MOST_WAITING = 4096
"""Items that wait; whoever comes then is told to come back."""

Item = TypeVar("Item")
Taken = TypeVar("Taken", contravariant=True)
Result = TypeVar("Result")


class Done(msgspec.Struct, Generic[Result], frozen=True):
    """What became of an item, and what is to be told of it once it is committed."""

    result: Result
    events: tuple[DomainEvent, ...] = ()


Outcomes = Sequence[Done[Any] | Exception]
"""One for each item, in order; an exception is a refusal, and leaves nothing behind."""


class GroupWork(Protocol[Taken]):
    """What is done with a group of items in one transaction, whose begin and end are the caller's.

    `told_here`: events are told in this process after the commit; else they are to be written as outbox rows.
    """

    relaxed: bool
    """Nobody is told that it is kept: it goes after others, does not wait for the disk, and has nothing for
    the outbox but what it tells."""

    def on_sqlite(self, connection: sqlite3.Connection, items: Sequence[Taken], told_here: bool) -> Outcomes:
        """Runs in the writer's thread."""

    async def on_postgresql(self, connection: Any, items: Sequence[Taken], told_here: bool) -> Outcomes:
        """On a connection of asyncpg."""


@dataclass(slots=True)
class _Waiting(Generic[Item]):
    item: Item
    answer: Callable[[Any], None] | None
    done: asyncio.Future[Any] = field(default_factory=lambda: asyncio.get_running_loop().create_future())


class GroupCommit(Generic[Item]):
    """Groups of one kind of work, one after the other."""

    def __init__(
        self,
        writer: Writer,
        work: GroupWork[Item],
        subscribers: Subscribers,
        filled: asyncio.Event,
        guard: Callable[[], AbstractContextManager[None]],
    ) -> None:
        self._writer, self._work = writer, work
        self._subscribers, self._filled, self._guard = subscribers, filled, guard
        self._waiting: deque[_Waiting[Item]] = deque()
        self._running: asyncio.Task[None] | None = None
        self._telling: set[asyncio.Task[None]] = set()

    async def do(self, item: Item, answer: Callable[[Any], None] | None = None) -> Any:
        """Commit an item in the next group, and tell of it. `answer` is called first, with the result.

        Raises:
            Unavailable, StorageFull: nothing of it was written.
            ServiceError: it was refused.
        """
        if len(self._waiting) >= MOST_WAITING:
            raise Unavailable("The store is busy. Nothing was changed; try again.")
        one = _Waiting(item, answer)
        self._waiting.append(one)
        if self._running is None or self._running.done():
            self._running = asyncio.create_task(self._run(), context=Context())
        return await one.done

    async def close(self) -> None:
        """Let what was begun come to its end."""
        if self._running is not None:
            await asyncio.wait({self._running})
        if self._telling:
            await asyncio.wait(self._telling)

    async def _run(self) -> None:
        while self._waiting:
            group: list[_Waiting[Item]] = []
            try:
                with self._guard():
                    async with self._writer.driver(first=not self._work.relaxed) as driver:
                        group = self._next()  # the turn was waited for: more have come meanwhile
                        outcomes = await self._commit(driver, [one.item for one in group])
            except Exception as error:
                outcomes = [error] * len(group := group or self._next())
            self._tell(group, outcomes)

    def _next(self) -> list[_Waiting[Item]]:
        """Those whose turn it is; who has gone meanwhile wants nothing any more."""
        taken = [self._waiting.popleft() for _ in range(min(MOST_AT_ONCE, len(self._waiting)))]
        return [one for one in taken if not one.done.done()]

    async def _commit(self, driver: Driver, items: Sequence[Item]) -> Outcomes:
        try:
            return await self._written(driver, items)
        except Exception as error:
            if len(items) < 2 or is_passing(error) or is_full(error):
                raise
            log.warning("a group is written one by one: %s", type(error).__name__)
        return [await self._alone(driver, one) for one in items]

    async def _alone(self, driver: Driver, item: Item) -> Done[Any] | Exception:
        try:
            with self._guard():
                return (await self._written(driver, [item]))[0]
        except Exception as error:
            return error

    async def _written(self, driver: Driver, items: Sequence[Item]) -> Outcomes:
        if not items:
            return ()
        told_here, relaxed = bool(self._subscribers), self._work.relaxed
        if not isinstance(driver.connection, sqlite_driver.Connection):
            async with driver.connection.transaction():
                if relaxed:
                    await driver.connection.execute("SET LOCAL synchronous_commit = off")
                return await self._work.on_postgresql(driver.connection, items, told_here)
        work = self._work.on_sqlite
        return await writer_thread.committed(
            driver, lambda plain: work(plain, items, told_here), relaxed=relaxed
        )

    def _tell(self, group: Sequence[_Waiting[Item]], outcomes: Outcomes) -> None:
        """Who asked is answered first; nobody waits here for those who are told.

        Telling begins when the loop comes to it, before the sockets that were answered are written to: so
        the answer and what follows from it are one write.
        """
        done = [(one, found) for one, found in zip(group, outcomes, strict=True) if isinstance(found, Done)]
        for one, found in zip(group, outcomes, strict=True):
            if isinstance(found, Exception) and not one.done.done():
                one.done.set_exception(found)
        if done:
            telling = self._subscribers.publishing([event for _, found in done for event in found.events])
            self._telling.add(telling)
            telling.add_done_callback(partial(self._told, done))
        for one, found in done:
            _answer(one, found.result)
        if done and not (self._work.relaxed and self._subscribers):
            self._filled.set()

    def _told(self, done: Sequence[tuple[_Waiting[Item], Done[Any]]], telling: asyncio.Task[None]) -> None:
        self._telling.discard(telling)
        for one, found in done:
            if not one.done.done():
                one.done.set_result(found.result)


def _answer(one: _Waiting[Any], result: Any) -> None:
    """It is committed, whatever becomes of the answer."""
    if one.answer is not None:
        try:
            one.answer(result)
        except Exception:
            log.exception("an answer could not be given")
