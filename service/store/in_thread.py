"""A transaction of several statements as one coroutine, run in the thread of a connection to SQLite.

The driver of asyncio crosses to that thread and back for each statement: each time it waits for its turn on a
busy event loop, and keeps other writers out meanwhile. A coroutine that waits for nothing but its connection
can run there from its first line to its last: its statements are plain calls, and nothing ever suspends it.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from contextvars import copy_context
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, StaticPool, create_engine, event
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from service.store import pragmas, sqlite_driver
from service.store.writer import Driver, driver_of

T = TypeVar("T")

Work = Callable[[AsyncConnection], Coroutine[Any, Any, T]]
"""A transaction: it may await its connection, and nothing else."""

Begin = Callable[[Connection], None]
"""How a transaction begins."""

_ENGINE = "engine_in_thread"


class PlainConnection(AsyncConnection):
    """Looks like a connection of asyncio; its statements have run when they return."""

    async def execute(self, statement: Any, parameters: Any = None, **options: Any) -> Any:
        """Run a statement."""
        return self._proxied.execute(statement, parameters, **options)

    async def scalar(self, statement: Any, parameters: Any = None, **options: Any) -> Any:
        """The first column of the first row; None where there is none."""
        return self._proxied.scalar(statement, parameters, **options)

    async def scalars(self, statement: Any, parameters: Any = None, **options: Any) -> Any:
        """The first column of all rows."""
        return self._proxied.scalars(statement, parameters, **options)

    async def exec_driver_sql(
        self, statement: str, parameters: Any = None, execution_options: Any = None
    ) -> Any:
        """Run SQL as it stands."""
        return self._proxied.exec_driver_sql(statement, parameters, execution_options)


async def reading(engine: AsyncEngine, work: Work[T]) -> T:
    """Do `work` in one transaction that only reads. Raises as `writing`."""
    async with engine.connect() as connection:
        driver = await driver_of(connection)
        return await _in_thread(engine, driver, work, pragmas.begin_reading)


async def writing(engine: AsyncEngine, driver: Driver, work: Work[T]) -> T:
    """Do `work` in one transaction of this engine, whose options hold as everywhere. Raises what it raises.

    RuntimeError where it waited for anything but its connection; nothing was changed.
    """
    return await _in_thread(engine, driver, work, pragmas.begin_immediate)


async def _in_thread(engine: AsyncEngine, driver: Driver, work: Work[T], begin: Begin) -> T:
    options = engine.sync_engine.get_execution_options()
    sync = _engine_of(driver.connection, driver.info, begin).execution_options(**options)
    context, found = copy_context(), list[T]()
    await driver.connection.in_thread(lambda: found.append(context.run(_run, sync, engine, work)))
    return found[0]


def _run(sync: Engine, engine: AsyncEngine, work: Work[T]) -> T:
    with sync.begin() as connection:
        return _to_its_end(work(PlainConnection(engine, connection)))


def _to_its_end(coroutine: Coroutine[Any, Any, T]) -> T:
    try:
        coroutine.send(None)
    except StopIteration as ended:
        result: T = ended.value
        return result
    coroutine.close()
    raise RuntimeError("a transaction waited for something else than its connection")


def _engine_of(driver: sqlite_driver.Connection, info: dict[Any, Any], begin: Begin) -> Engine:
    """One for each connection, made the first time: it keeps compiled statements."""
    if _ENGINE not in info:
        made = create_engine(
            "sqlite://",
            poolclass=StaticPool,
            pool_reset_on_return=None,
            creator=lambda: driver.plain,
            hide_parameters=True,
        )
        event.listen(made, "connect", lambda _, record: record.info.update(pragmas.of(info)))
        event.listen(made, "begin", begin)
        info[_ENGINE] = made
    engine: Engine = info[_ENGINE]
    return engine
