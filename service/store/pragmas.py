"""How a transaction begins on SQLite's writing connection, whichever way it is used."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

_KNOWN, _PATIENCE = "pragmas", "patience"

IMPATIENT = "1"
"""Milliseconds that SQLite itself waits for another process to end its transaction, where we ask again: it
waits 1, 2, 5, 10, 15, 20, 25 ms, and whoever was let in after 4 has waited 8."""


def patient(info: dict[Any, Any], milliseconds: int) -> None:
    """Note how long whoever uses this connection waits for others, if nothing else was said to it."""
    info[_PATIENCE] = str(milliseconds)
    info[_KNOWN] = {"busy_timeout": str(milliseconds)}


def patience(info: dict[Any, Any]) -> str:
    """What was noted."""
    return str(info[_PATIENCE])


def of(info: dict[Any, Any]) -> dict[Any, Any]:
    """What is noted of a connection's pragmas, to be shared by all that use it. `info`: its pool's notes."""
    return {one: info[one] for one in (_KNOWN, _PATIENCE)}


def changes(info: dict[Any, Any], wanted: dict[str, str]) -> list[str]:
    """Statements that bring a connection to these pragmas, which count as set then."""
    known: dict[str, str] = info.setdefault(_KNOWN, {})
    needed = [f"PRAGMA {name}={value}" for name, value in wanted.items() if known.get(name) != value]
    known.update(wanted)
    return needed


def begin_immediate(connection: Connection) -> None:
    """Take the write lock first: a transaction that reads and then wants to write is refused at once when
    another wrote in between, whatever the time-out.

    `synchronous` is decided per transaction. FULL: an acknowledged message survives a power cut (one fsync).
    NORMAL, for what is repeated or corrected after a crash (enrichments, receipts, outbox rows already sent):
    no fsync. So are foreign keys: a migration that rebuilds a table drops the old one, which with them would
    delete every row that refers to it.
    """
    options = connection.get_execution_options()
    wanted = {
        "synchronous": "NORMAL" if options.get("relaxed") else "FULL",
        "foreign_keys": "OFF" if options.get("schema") else "ON",
        "busy_timeout": patience(connection.info),
    }
    for statement in changes(connection.info, wanted):
        connection.exec_driver_sql(statement)
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def begin_reading(connection: Connection) -> None:
    """All that is read sees the moment of the first read; nobody is kept from writing."""
    connection.exec_driver_sql("BEGIN")
