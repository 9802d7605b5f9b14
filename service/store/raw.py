"""Statements that are run as they stand, without SQLAlchemy's way through each: for what runs all the time.

On SQLite one crossing to the connection's thread, on PostgreSQL one round trip, outside any transaction of
the caller's.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine

from service.store import writer_thread
from service.store.sqlite_driver import Connection
from service.store.writer import Writer


async def rows(engine: AsyncEngine, statement: str) -> list[Sequence[Any]]:
    """What a question without parameters finds, in a moment of its own."""
    async with engine.connect() as connection:
        driver: Any = (await connection.get_raw_connection()).driver_connection
        if connection.dialect.name == "postgresql":
            return list(await driver.fetch(statement))
        return await _in_thread(driver, statement)


async def relaxed(writer: Writer, statement: str, about: str) -> None:
    """A change on SQLite, as a transaction that does not wait for the disk. `about`: the one parameter."""

    def change(plain: sqlite3.Connection) -> None:
        plain.execute(statement, (about,))

    async with writer.driver() as driver:
        await writer_thread.committed(driver, change, relaxed=True)


async def _in_thread(connection: Connection, statement: str) -> list[Sequence[Any]]:
    found: list[Sequence[Any]] = []
    await connection.in_thread(lambda: found.extend(connection.plain.execute(statement).fetchall()))
    return found
