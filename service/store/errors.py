"""What can go wrong with the store itself. Refusals that people see are in `service.errors`.

StoreError
├── StoreSettingsError    the URL cannot be used; the text says what to write instead
├── SchemaTooNew          a newer Duologue has written this database
└── LeaseLost             a job goes on that another process has taken over; nothing was changed
"""

from __future__ import annotations

import errno
import sqlite3

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout


class StoreError(Exception):
    """Root of what is wrong with the store or with how it is used."""


class StoreSettingsError(StoreError):
    """The store cannot be used as it is set."""


class SchemaTooNew(StoreError):
    """This program is older than the database."""


class LeaseLost(StoreError):
    """Another process runs this job by now."""


_SQLITE_PASSING = ("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_FULL", "SQLITE_IOERR", "SQLITE_CANTOPEN")
STANDBY = "25006"
"""SQLSTATE: it takes no writes, for it is, or has become, a standby; or who reads has tried to write."""

_POSTGRES_PASSING = ("08", "40", "53", "55P03", "57")
"""SQLSTATE classes: connection, serialisation or deadlock, resources, lock not available, operator."""

_CLOSED = frozenset({"InterfaceError", "TargetServerAttributeNotMatched"})
"""Errors of asyncpg itself: the connection is closed; none of the servers takes writes."""


def is_full(error: BaseException) -> bool:
    """Whether there is no room: on the disk, in a quota, or in the file as SQLite may grow it."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(cause, sqlite3.Error):
        return str(getattr(cause, "sqlite_errorname", "")) == "SQLITE_FULL"
    if isinstance(cause, OSError):
        return cause.errno in (errno.ENOSPC, errno.EDQUOT)
    return getattr(cause, "sqlstate", None) == "53100"


def is_passing(error: BaseException) -> bool:
    """Whether the same transaction may succeed later: busy, locked, full, disconnected, too slow."""
    if isinstance(error, PoolTimeout | TimeoutError | OSError):
        return True
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True
    cause = error.orig if isinstance(error, DBAPIError) else error
    if type(cause).__name__ in _CLOSED and type(cause).__module__.startswith("asyncpg."):
        return True
    if isinstance(cause, sqlite3.Error):
        return str(getattr(cause, "sqlite_errorname", "")).startswith(_SQLITE_PASSING)
    state = str(getattr(cause, "sqlstate", None) or "")
    return state.startswith(_POSTGRES_PASSING) or (state == STANDBY and cause is error)
