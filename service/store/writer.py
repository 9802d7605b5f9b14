"""The way to the database for writing, below SQLAlchemy: on SQLite the only connection that writes, in turns.

It is opened once and kept: whoever has its turn needs no pool, no check and no object of its own. Those who
use it through SQLAlchemy take the same turns.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, NamedTuple, Protocol

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from service.store.folding import WRITTEN

KEPT = 1.0
"""Seconds after which a connection to PostgreSQL is asked first whether it still is one."""


class Driver(NamedTuple):
    """A connection as its driver makes it, for as long as it is ours."""

    connection: Any
    """Of `sqlite_driver` or of asyncpg."""
    info: dict[Any, Any]
    """What its pool remembers of it."""


class Writer(Protocol):
    """What `Sqlite` and `PostgreSQL` have in common."""

    def turn(self, *, first: bool = False) -> AbstractAsyncContextManager[None]:
        """Be the only one who writes, where only one can. `first`: before all who did not ask to be.

        TimeoutError where that takes too long.
        """

    def driver(self, *, first: bool = False) -> AbstractAsyncContextManager[Driver]:
        """The same, with a connection that is in no transaction."""

    @property
    def ended(self) -> asyncio.Event | None:
        """Set after each turn; None where nobody has to look after a log."""

    @property
    def written(self) -> int:
        """Rows written so far, as of the last turn that noted it."""

    async def close(self) -> None:
        """Before its engine is disposed of."""


class Turns:
    """Who may write now. Of two who wait, one that is to be first and another, each goes every other time."""

    def __init__(self, patience: float) -> None:
        self._patience = patience
        self.ended = asyncio.Event()
        """Set at the end of each; whoever waits for it clears it."""
        self._taken = self._was_first = False
        self._first: deque[asyncio.Future[None]] = deque()
        self._others: deque[asyncio.Future[None]] = deque()

    @asynccontextmanager
    async def one(self, *, first: bool = False) -> AsyncIterator[None]:
        """Hold it while inside. TimeoutError after the patience of whoever waits."""
        if self._taken:
            await self._wait(self._first if first else self._others)
        self._taken, self._was_first = True, first
        try:
            yield
        finally:
            self._hand_on()

    async def _wait(self, line: deque[asyncio.Future[None]]) -> None:
        ours: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        line.append(ours)
        try:
            async with asyncio.timeout(self._patience):
                await ours
        except BaseException:
            if ours.done() and not ours.cancelled():
                self._hand_on()  # it was ours by then
            elif ours in line:
                line.remove(ours)
            raise

    def _hand_on(self) -> None:
        self.ended.set()
        lines = (self._others, self._first) if self._was_first else (self._first, self._others)
        for line in lines:
            while line:
                if not (following := line.popleft()).done():
                    following.set_result(None)
                    return
        self._taken = False


class Sqlite:
    """The only connection, which `engine` keeps open and has no other of. Whoever uses it takes a turn."""

    def __init__(self, engine: AsyncEngine, patience: float) -> None:
        self._engine, self._turns = engine, Turns(patience)
        self._driver: Driver | None = None
        event.listen(engine.sync_engine, "invalidate", self._lost)

    @property
    def ended(self) -> asyncio.Event | None:
        """As `Writer.ended`."""
        return self._turns.ended

    @property
    def written(self) -> int:
        """As `Writer.written`."""
        return int(self._driver.info.get(WRITTEN, 0)) if self._driver else 0

    def turn(self, *, first: bool = False) -> AbstractAsyncContextManager[None]:
        """As `Writer.turn`."""
        return self._turns.one(first=first)

    @asynccontextmanager
    async def driver(self, *, first: bool = False) -> AsyncIterator[Driver]:
        """As `Writer.driver`."""
        async with self._turns.one(first=first):
            yield self._driver or await self._open()

    async def close(self) -> None:
        """Let go of it."""
        self._driver = None

    async def _open(self) -> Driver:
        async with self._engine.connect() as connection:
            self._driver = await driver_of(connection)
        return self._driver

    def _lost(self, *_: object) -> None:
        """SQLAlchemy gives up the connection of who is cancelled within a statement, and opens another."""
        self._driver = None


class PostgreSQL:
    """Connections of a pool; nobody waits for another but for rows.

    Those lent without SQLAlchemy are kept: the pool would ask the server of each, each time, whether it is
    there. One that the server has closed, that lay for a while, or that was left by an error, goes back.
    """

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._kept: list[_Kept] = []

        self.ended: asyncio.Event | None = None
        """It looks after its log by itself."""
        self.written = 0

    @asynccontextmanager
    async def turn(self, *, first: bool = False) -> AsyncIterator[None]:
        """Everybody may write."""
        yield

    @asynccontextmanager
    async def driver(self, *, first: bool = False) -> AsyncIterator[Driver]:
        """One that was kept, or one from the pool."""
        connection, driver = await self._lent()
        try:
            yield driver
        except BaseException:
            await connection.close()
            raise
        self._kept.append(_Kept(connection, driver, time.monotonic()))

    async def _lent(self) -> tuple[AsyncConnection, Driver]:
        while self._kept:
            connection, driver, since = self._kept.pop()
            if time.monotonic() - since < KEPT and not driver.connection.is_closed():
                return connection, driver
            await connection.close()  # the pool looks at it when it is asked for the next time
        connection = await self._engine.connect()
        return connection, await driver_of(connection)

    async def close(self) -> None:
        """Give back what is kept."""
        while self._kept:
            await self._kept.pop().connection.close()


class _Kept(NamedTuple):
    connection: AsyncConnection
    driver: Driver
    since: float


async def driver_of(connection: AsyncConnection) -> Driver:
    """What SQLAlchemy's connection is around."""
    raw = await connection.get_raw_connection()
    return Driver(raw.driver_connection, raw.info)
