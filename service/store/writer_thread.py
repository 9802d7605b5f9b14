"""A whole transaction as one function in the thread of SQLite's writing connection: one crossing for all."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from typing import TypeVar

from service.store import pragmas
from service.store.folding import WRITTEN
from service.store.writer import Driver

T = TypeVar("T")


async def committed(
    driver: Driver,
    work: Callable[[sqlite3.Connection], T],
    *,
    relaxed: bool = False,
) -> T:
    """Do `work` and commit, or roll back what it did and raise as it did.

    Args:
        driver: the writing connection, whose turn is ours.
        relaxed: do not wait for the disk.
    """
    wanted = {
        "synchronous": "NORMAL" if relaxed else "FULL",
        "foreign_keys": "ON",
        "busy_timeout": pragmas.IMPATIENT,
    }
    found: list[T] = []

    def transaction() -> None:
        plain = driver.connection.plain
        for pragma in pragmas.changes(driver.info, wanted):
            plain.execute(pragma)
        _begin(plain, int(pragmas.patience(driver.info)) / 1000)
        try:
            found.append(work(plain))
            plain.execute("COMMIT")
            driver.info[WRITTEN] = plain.total_changes
        except BaseException:
            if plain.in_transaction:
                plain.execute("ROLLBACK")
            raise

    await driver.connection.in_thread(transaction)
    return found[0]


def _begin(plain: sqlite3.Connection, patience: float) -> None:
    """Take the write lock as soon as no other process has it; who posts is waited for by somebody."""
    until = time.monotonic() + patience
    while True:
        try:
            plain.execute("BEGIN IMMEDIATE")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() >= until:
                raise
