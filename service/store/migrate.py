"""Bring the schema up to date, forward only. `migrations/versions` holds the steps, in order of number."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncConnection

from service.store.errors import SchemaTooNew, StoreError

FOLDER = Path(__file__).parent / "migrations"

_LOCK = 0x64756F  # any number, as long as all of us take the same


def config() -> Config:
    """Alembic's configuration: no file, only where the scripts are."""
    made = Config()
    made.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    made.set_main_option("path_separator", "os")
    return made


@cache
def newest() -> str | None:
    """The revision that this program works with: reading all steps takes longer than opening the store."""
    return ScriptDirectory.from_config(config()).get_current_head()


async def migrate(connection: AsyncConnection) -> None:
    """Run what is missing within the caller's transaction, of the engine `schema`: all of it or nothing.

    Raises:
        SchemaTooNew: the database has a revision that this program does not know.
        StoreError: rows would refer to others that are not there; the database is as it was.
    """
    if connection.dialect.name == "postgresql":
        await connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    await connection.run_sync(_upgrade)


def _upgrade(connection: Connection) -> None:
    made = config()
    made.attributes["connection"] = connection
    before = MigrationContext.configure(connection).get_current_revision()
    if before == newest():
        return
    try:
        command.upgrade(made, "head")
    except CommandError as error:
        raise SchemaTooNew(
            f"this database was made by a newer Duologue; update this one ({error})"
        ) from error
    if MigrationContext.configure(connection).get_current_revision() != before:
        _check_references(connection)


def _check_references(connection: Connection) -> None:
    """SQLite does not look after references while tables are rebuilt; PostgreSQL has done so already."""
    if connection.dialect.name != "sqlite":
        return
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if broken:
        tables = ", ".join(sorted({str(row[0]) for row in broken}))
        raise StoreError(f"{len(broken)} rows of {tables} refer to rows that are not there")
