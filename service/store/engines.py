"""Connections: one writer and some readers on SQLite, one pool on PostgreSQL."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, NullPool, StaticPool, event, make_url
from sqlalchemy.engine import URL, ExceptionContext
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.util import await_only

from service.store import folding, pragmas, sqlite_driver
from service.store.errors import STANDBY, StoreSettingsError
from service.store.writer import PostgreSQL, Sqlite, Writer

READERS = 4
"""Connections, each with its thread, that read SQLite at the same time."""

POSTGRES_CONNECTIONS = 10
READS = "postgresql_readonly"

SWITCH_AGAIN = 0.02
"""Seconds until a refused switch to WAL is tried again."""

_DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "postgres": "postgresql+asyncpg",
    "postgresql": "postgresql+asyncpg",
}
_KNOWN = ("sqlite+aiosqlite", "postgresql+asyncpg")


@dataclass(frozen=True, slots=True)
class Engines:
    """Four ways into one database. `writer` waits for the disk at commit; `relaxed` does not.

    `schema` is for migrations alone: they may rebuild tables that others refer to, and take their time. On
    SQLite these three are one connection: `turns` says whose it is, and gives it without SQLAlchemy.
    """

    writer: AsyncEngine
    relaxed: AsyncEngine
    reader: AsyncEngine
    schema: AsyncEngine
    turns: Writer

    async def dispose(self) -> None:
        """Close every connection."""
        await self.turns.close()
        await self.reader.dispose()
        await self.writer.dispose()
        await self.schema.dispose()


def parse(url: str) -> URL:
    """A URL with the driver that we use. StoreSettingsError where it is no database of ours."""
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise StoreSettingsError(f"DUOLOGUE_DATABASE_URL cannot be read: {error}") from error
    driver = _DRIVERS.get(parsed.drivername, parsed.drivername)
    if driver not in _KNOWN:
        raise StoreSettingsError(f"DUOLOGUE_DATABASE_URL begins with {driver!r}; write one of {_KNOWN}")
    if driver.startswith("sqlite") and parsed.database in (None, "", ":memory:"):
        raise StoreSettingsError("the store on SQLite needs a file: sqlite+aiosqlite:///FILE")
    return parsed.set(drivername=driver)


def make(url: str, patience: float) -> Engines:
    """Engines for a URL. Whoever waits longer than `patience` seconds for the database gives up."""
    parsed = parse(url)
    return (
        _sqlite(parsed, patience) if parsed.drivername.startswith("sqlite") else _postgres(parsed, patience)
    )


def _sqlite(url: URL, patience: float) -> Engines:
    Path(url.database or "").parent.mkdir(
        mode=0o700, parents=True, exist_ok=True
    )  # people's letters are in it
    options: dict[str, Any] = {
        "pool_reset_on_return": None,  # every transaction is ended where it began; this would cross once more
        "connect_args": {"async_creator_fn": sqlite_driver.connect},
        "hide_parameters": True,
    }
    pool = {"pool_size": READERS, "max_overflow": 0, "pool_timeout": patience}
    writer = create_async_engine(url, poolclass=StaticPool, **options)
    reader = create_async_engine(url, **pool, **options)
    for engine in (writer, reader):
        _prepare(engine, patience, query_only=engine is reader)
    event.listen(writer.sync_engine, "begin", pragmas.begin_immediate)
    event.listen(reader.sync_engine, "begin", pragmas.begin_reading)
    relaxed, schema = (writer.execution_options(**{name: True}) for name in ("relaxed", "schema"))
    return Engines(writer, relaxed, reader, schema, Sqlite(writer, patience))


def _prepare(engine: AsyncEngine, patience: float, *, query_only: bool) -> None:
    """Set up each new SQLite connection.

    WAL lets readers go on while one writes. Checkpoints are made beside writers (`folding`), by SQLite where
    that is not enough, and by our timer, which also truncates. `query_only` makes a write on the reading side
    an error, not a late lock. `secure_delete` overwrites what is deleted or replaced, also rows of the outbox
    that were sent, so that the file holds no texts that nobody has any more; a message costs a microsecond
    more by it.
    """

    def prepare(connection: Any, record: Any) -> None:
        connection.isolation_level = None  # the driver must not begin by itself: we say how
        cursor = connection.cursor()
        pragmas.patient(record.info, milliseconds := int(patience * 1000))
        cursor.execute(f"PRAGMA busy_timeout={milliseconds}")
        _write_ahead(cursor, patience)
        for pragma in (
            "foreign_keys=ON",
            "temp_store=MEMORY",
            f"query_only={int(query_only)}",
            f"wal_autocheckpoint={folding.ROOM}",
            "secure_delete=ON",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    event.listen(engine.sync_engine, "connect", prepare)


def _write_ahead(cursor: Any, patience: float) -> None:
    """Switch to WAL. On a new file SQLite refuses at once where others do the same, whatever the time-out."""
    until = time.monotonic() + patience
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError:
            if time.monotonic() >= until:
                raise
        await_only(asyncio.sleep(SWITCH_AGAIN))


def _postgres(url: URL, patience: float) -> Engines:
    try:
        engine = create_async_engine(
            url,
            hide_parameters=True,
            pool_size=POSTGRES_CONNECTIONS,
            max_overflow=0,
            pool_timeout=patience,
            pool_pre_ping=True,
            connect_args=_of_several(url)
            | {
                "timeout": patience,
                "command_timeout": 4 * patience,
                "server_settings": {
                    "lock_timeout": str(int(patience * 1000)),
                    "application_name": "duologue",
                },
            },
        )
    except ModuleNotFoundError as error:
        raise StoreSettingsError("PostgreSQL needs its driver: pip install 'duologue[postgres]'") from error
    schema = create_async_engine(
        url,
        hide_parameters=True,
        poolclass=NullPool,
        connect_args=_of_several(url) | {"timeout": patience},
    )
    event.listen(engine.sync_engine, "handle_error", _leave_standby)
    relaxed = engine.execution_options(relaxed=True)
    event.listen(relaxed.sync_engine, "begin", _begin_relaxed)
    reader = engine.execution_options(isolation_level="REPEATABLE READ", **{READS: True})
    return Engines(engine, relaxed, reader, schema, PostgreSQL(engine))


def _of_several(url: URL) -> dict[str, Any]:
    """Of several servers named, the one that takes writes: after a failover that is another one."""
    several = isinstance(url.query.get("host"), tuple) and "target_session_attrs" not in url.query
    return {"target_session_attrs": "read-write"} if several else {}


def _leave_standby(context: ExceptionContext) -> None:
    """A connection to a server that has become a standby is of no use any more, nor are those beside it."""
    reads = context.connection is None or context.connection.get_execution_options().get(READS)
    if getattr(context.original_exception, "sqlstate", None) == STANDBY and not reads:
        context.is_disconnect = True


def _begin_relaxed(connection: Connection) -> None:
    connection.exec_driver_sql("SET LOCAL synchronous_commit = off")
