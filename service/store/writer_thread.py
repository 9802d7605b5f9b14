"""A whole transaction as one function in the thread of SQLite's writing connection: one crossing for all."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any, TypeVar

from service.store import pragmas
from service.store.hop import Connection

T = TypeVar("T")


async def committed(
    connection: Connection,
    info: dict[Any, Any],
    work: Callable[[sqlite3.Connection], T],
    *,
    relaxed: bool = False,
) -> T:
    """Do `work` and commit, or roll back what it did and raise as it did.

    Args:
        connection: of the writing pool, held for this.
        info: what the pool remembers of it: which pragmas it has.
        relaxed: do not wait for the disk.
    """
    wanted = {"synchronous": "NORMAL" if relaxed else "FULL", "foreign_keys": "ON"}
    found: list[T] = []

    def transaction() -> None:
        plain = connection.plain
        for pragma in pragmas.changes(info, wanted):
            plain.execute(pragma)
        plain.execute("BEGIN IMMEDIATE")
        try:
            found.append(work(plain))
            plain.execute("COMMIT")
        except BaseException:
            if plain.in_transaction:
                plain.execute("ROLLBACK")
            raise

    await connection.in_thread(transaction)
    return found[0]
