"""The store: one object per process that hands out short transactions."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import Any, NamedTuple, TypeVar

from sqlalchemy.ext.asyncio import AsyncConnection

from service.errors import StorageFull, Unavailable
from service.store import engines, folding, in_thread, leases, outbox, pragmas, raw, unit_of_work
from service.store.errors import is_full, is_passing
from service.store.group_commit import GroupCommit, GroupWork
from service.store.migrate import migrate
from service.store.seal import Seal
from service.store.subscribers import Subscribers
from service.store.unit_of_work import DomainEvent
from wire.contracts.codec import encode
from wire.contracts.settings import Settings

log = logging.getLogger(__name__)

CHECKPOINT_WAIT = 200
"""Milliseconds that a checkpoint waits for readers: writers wait behind it, and the next one comes soon."""

PATIENCE = 5.0
"""Seconds that anyone waits for a connection or a lock before being told to come back."""

FULL_FOR = 60.0
"""Seconds for which a write that found no room is remembered."""

Item = TypeVar("Item")
T = TypeVar("T")

HASHING = 2
"""Passwords hashed at the same time: each takes 64 MiB and a core."""


class _Told(NamedTuple):
    """What a transaction leaves to be told once it is committed."""

    events: Sequence[DomainEvent]
    filled: bool
    """It has put outbox rows."""


def _told(connection: AsyncConnection) -> _Told:
    return _Told(unit_of_work.recorded(connection), outbox.was_filled(connection))


class Store:
    """Open with `await Store.open(settings)`, close when done."""

    def __init__(self, parts: engines.Engines, settings: Settings) -> None:
        self._engines = parts
        self.partitions = settings.partitions
        """Partitions of every stream that outbox rows go to."""
        self.session_days = settings.session_days
        """Days that a sign-in lasts."""
        self.issuer = settings.oidc_issuer
        """The identity provider that people may sign in by; "": none."""
        self.outbox_filled = asyncio.Event()
        """Set after each commit of this process that wrote outbox rows; the relay clears it."""
        self.subscribers = Subscribers(self._undelivered)
        """Who hears in this process of what transactions record."""
        self._groups: dict[Any, GroupCommit[Any]] = {}
        self._doing: set[asyncio.Future[Any]] = set()
        self._full_at = -FULL_FOR
        self._folded = 0
        self.seal = Seal(settings)
        """For secrets that have to be read again."""
        self.hashing = asyncio.Semaphore(HASHING)
        """Held while a password is hashed or checked."""

    @classmethod
    async def open(cls, settings: Settings, *, patience: float = PATIENCE) -> Store:
        """Connect and bring the schema up to date; several processes may do so at once.

        Raises:
            StoreError: the URL cannot be used, or the database is newer than this program.
            Unavailable: the database does not answer.
        """
        store = cls(engines.make(settings.store_url, patience), settings)
        try:
            with store._guard():
                async with store._engines.turns.turn(), store._engines.schema.begin() as connection:
                    await migrate(connection)
        except BaseException:
            await store.close()
            raise
        store.outbox_filled.set()  # rows may be left from before a crash
        return store

    async def close(self) -> None:
        """Let what is being written and told end, then close all connections."""
        for group in self._groups.values():
            await group.close()
        if self._doing:
            await asyncio.wait(self._doing)
        await self.subscribers.close()
        await self._engines.dispose()

    @property
    def locks_rows(self) -> bool:
        """Whether several processes can share the outbox by locking rows (PostgreSQL)."""
        return self._engines.writer.dialect.name == "postgresql"

    @asynccontextmanager
    async def writing(self, *, relaxed: bool = False) -> AsyncIterator[AsyncConnection]:
        """One write transaction: commits at the end, rolls back on an error.

        Events recorded in it (`unit_of_work.record`) are told to this process's subscribers after the commit;
        where there are none they are committed as outbox rows, for a process that has some.

        Keep it short and never wait for anything but the database within it: on SQLite it is the only one.
        `relaxed` does not wait for the disk: for what would be done again, or is no loss, after a power cut.

        Raises:
            Unavailable: busy or unreachable; nothing was changed.
            StorageFull: there is no room; nothing was changed.
            LeaseLost: this is part of a job that another process runs by now; nothing was changed.
        """
        engine = self._engines.relaxed if relaxed else self._engines.writer
        with self._guard():
            async with self._engines.turns.turn(), engine.begin() as connection:
                async with self._unit(connection):
                    yield connection
                told = _told(connection)
        await self._tell(told)

    async def transact(self, work: in_thread.Work[T], *, relaxed: bool = False) -> T:
        """The same for a coroutine that awaits nothing but its connection: on SQLite it runs in the writer's
        thread from its beginning to its end, and holds others up no longer than its statements take.

        Whoever asked may be cancelled: what was begun comes to its end, and is told. Raises as `writing`.
        """
        doing = asyncio.ensure_future(self._transact(work, relaxed))
        self._doing.add(doing)
        doing.add_done_callback(self._done)
        return await asyncio.shield(doing)

    def _done(self, doing: asyncio.Future[Any]) -> None:
        self._doing.discard(doing)
        if not doing.cancelled():
            doing.exception()  # whoever asked has it, or is gone

    async def _transact(self, work: in_thread.Work[T], relaxed: bool) -> T:
        engine, told = self._engines.relaxed if relaxed else self._engines.writer, list[_Told]()

        async def unit(connection: AsyncConnection) -> T:
            async with self._unit(connection):
                result = await work(connection)
            told.append(_told(connection))
            return result

        with self._guard():
            if self.locks_rows:
                async with engine.begin() as connection:
                    result = await unit(connection)
            else:
                async with self._engines.turns.driver() as driver:
                    result = await in_thread.writing(engine, driver, unit)
        await self._tell(told[0])
        return result

    @asynccontextmanager
    async def _unit(self, connection: AsyncConnection) -> AsyncIterator[None]:
        """What is recorded inside is kept, or put on the outbox where nobody here wants to hear of it."""
        outbox.forget(connection)
        unit_of_work.forget(connection)
        await leases.check(connection)
        yield
        events = unit_of_work.recorded(connection)
        if events and not self.subscribers:
            await outbox.put(connection, unit_of_work.rows(events, self.partitions))

    async def _tell(self, told: _Told) -> None:
        if told.filled:
            self.outbox_filled.set()
        if told.events and self.subscribers:
            await self.subscribers.publish(told.events)

    def grouped(self, kind: Callable[[int], GroupWork[Item]]) -> GroupCommit[Item]:
        """Where work of this kind, made for so many partitions, is committed in groups. No job may use it:
        it looks at no lease."""
        if kind not in self._groups:
            writer, told = self._engines.turns, self.subscribers
            made = GroupCommit(writer, kind(self.partitions), told, self.outbox_filled, self._guard)
            self._groups[kind] = made
        return self._groups[kind]

    @contextmanager
    def _guard(self) -> Iterator[None]:
        with self._noticing_full(), _unavailable():
            yield

    async def _undelivered(self, events: Sequence[DomainEvent]) -> None:
        """By way of the stream, which asks again until they are heard, or puts them aside with the cause."""
        try:
            async with self.writing(relaxed=True) as connection:
                await outbox.put(connection, unit_of_work.rows(events, self.partitions))
        except Unavailable as error:  # screens get it when their sockets come back
            log.error("%s events were not told: %s", len(events), error.message)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """One read transaction: all its queries see the same moment. Keep it short, for an open reader holds
        checkpoints back.

        Raises:
            Unavailable: busy or unreachable.
        """
        with _unavailable():
            async with self._engines.reader.connect() as connection:
                yield connection

    async def find(self, statement: str) -> list[Sequence[Any]]:
        """Rows of a question without parameters, as it stands, in either database's SQL.

        Raises:
            Unavailable: busy or unreachable.
        """
        with _unavailable():
            return await raw.rows(self._engines.reader, statement)

    async def forget_sent(self, ids: Sequence[int]) -> None:
        """These outbox rows have been sent. SQLite alone: on PostgreSQL it is part of a relay's turn.

        Raises:
            Unavailable, StorageFull: they are sent again.
        """
        with self._guard():
            await raw.relaxed(self._engines.turns, outbox.FORGET_ON_SQLITE, encode(list(ids)).decode())

    async def look(self, work: in_thread.Work[T]) -> T:
        """As `reading`, for a coroutine that awaits nothing but its connection: on SQLite it runs in one
        thread from its beginning to its end.

        Raises:
            Unavailable: busy or unreachable.
        """
        if self.locks_rows:
            async with self.reading() as connection:
                return await work(connection)
        with _unavailable():
            return await in_thread.reading(self._engines.reader, work)

    @contextmanager
    def _noticing_full(self) -> Iterator[None]:
        try:
            yield
        except StorageFull:
            self._full_at = time.monotonic()
            raise

    @property
    def full(self) -> bool:
        """Whether a write has found no room of late; smaller ones may have found some since."""
        return time.monotonic() - self._full_at < FULL_FOR

    @property
    def turned(self) -> asyncio.Event | None:
        """Set after each write of this process; None where the database looks after its log by itself."""
        return self._engines.turns.ended

    async def fold(self) -> None:
        """Fold SQLite's log, where enough was written since, beside those who write: see `folding`."""
        written = self._engines.turns.written
        if abs(written - self._folded) >= folding.FOLDED_FROM:  # a connection made anew counts from 0
            self._folded = written
            with suppress(Unavailable, StorageFull):  # a commit does it, or the next look
                await self.find(folding.FOLD)

    async def checkpoint(self) -> None:
        """Fold SQLite's write-ahead log into the database and empty it; nothing to do on PostgreSQL."""
        if self.locks_rows:
            return
        with _unavailable():
            async with self._engines.turns.driver() as driver:
                wanted = {"busy_timeout": str(CHECKPOINT_WAIT)}
                for statement in (*pragmas.changes(driver.info, wanted), "PRAGMA wal_checkpoint(TRUNCATE)"):
                    await driver.connection.execute_fetchall(statement)


@contextmanager
def _unavailable() -> Iterator[None]:
    try:
        yield
    except Exception as error:
        if is_full(error):
            raise StorageFull("The disk is full. Nothing was changed; make room, then try again.") from error
        if is_passing(error):
            raise Unavailable("The store is busy. Nothing was changed; try again.") from error
        raise
