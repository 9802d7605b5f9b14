"""A copy of all that an installation on this host keeps, while it runs: put back as a home, it goes on from
there.

The store first, then the files that its rows name: what is brought meanwhile is no loss, as this store knows
of none of it. What other systems hold (PostgreSQL, a bucket) is copied with their own tools; the broker's
file is not needed, and what models compute is made anew.
"""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path

from wire.contracts.settings import Settings

PAGES = 2048
"""Of SQLite, copied at once: 8 MB, then others write."""
REST = 0.005
"""Seconds between them."""
PASSES = 10
"""Over a folder in which files come and go."""
STORE, LAKE, FILES, KEY = "duologue.db", "lake", "files", "seal.key"
"""Names in a home without settings."""


class BackupFailed(Exception):
    """It is not whole; the text says why."""


@dataclass
class Saved:
    """What was copied, by name, and what lies elsewhere."""

    size: dict[str, int] = field(default_factory=dict)
    """Bytes."""
    elsewhere: list[str] = field(default_factory=list)


def save(settings: Settings, target: Path) -> Saved:
    """Copy it all into a folder that is empty, or not there yet. BackupFailed."""
    if target.exists() and any(target.iterdir()):
        raise BackupFailed(f"{target} is not empty: name a folder of its own for each backup.")
    target.mkdir(mode=0o700, parents=True, exist_ok=True)
    done, source = Saved(), sqlite_file(settings)
    if source is None:
        done.elsewhere.append("the store: pg_dump")
    else:
        try:
            done.size[STORE] = _copy_store(source, target / STORE)
        except sqlite3.Error as error:  # such as a full disk
            raise BackupFailed(f"The store could not be copied: {error}. Remove {target}.") from error
    for name, path, is_here in (
        (FILES, settings.files_path, "://" not in settings.files),
        (LAKE, settings.lake_path, True),
    ):
        if is_here:
            done.size[name] = _copy_folder(path, target / name)
        else:
            done.elsewhere.append(f"{name}: {settings.files}")
    key = settings.home / KEY
    if key.exists():
        shutil.copy2(key, target / KEY)
        done.size[KEY] = key.stat().st_size
    if settings.seal_key:
        done.elsewhere.append("the key of second factors: DUOLOGUE_SEAL_KEY")
    return done


def sqlite_file(settings: Settings) -> Path | None:
    """Where the store lies; None: on a server."""
    driver, _, path = settings.store_url.partition(":///")
    return Path(path) if driver.startswith("sqlite") else None


def _copy_store(source: Path, target: Path) -> int:
    """As it is at one moment, though others write. BackupFailed: there is none, or the copy is broken."""
    if not source.exists():
        raise BackupFailed(f"There is no store at {source}.")
    with (
        closing(sqlite3.connect(source, timeout=60)) as old,
        closing(sqlite3.connect(target)) as new,
    ):
        old.execute("PRAGMA query_only=ON")
        old.execute("BEGIN")
        old.execute(
            "SELECT count(*) FROM sqlite_schema"
        ).fetchone()  # from now on this moment is what is read
        old.backup(new, pages=PAGES, sleep=REST)
        new.execute("PRAGMA journal_mode=WAL")
        [(said,)] = new.execute("PRAGMA quick_check(1)").fetchall()
    if said != "ok":
        raise BackupFailed(f"The copy of the store is broken: {said}")
    return target.stat().st_size


def _copy_folder(source: Path, target: Path) -> int:
    """Until a pass finds all that it has listed: merged files take the place of others meanwhile."""
    target.mkdir(mode=0o700)
    for _ in range(PASSES):
        listed = [path for path in source.rglob("*") if path.is_file()] if source.exists() else []
        if not any([_is_gone(path, target / path.relative_to(source)) for path in listed]):
            return sum(path.stat().st_size for path in target.rglob("*") if path.is_file())
    raise BackupFailed(f"Files of {source} come and go too fast to be copied.")


def _is_gone(path: Path, to: Path) -> bool:
    """Copy one file, where that was not done before; True where it went meanwhile."""
    with suppress(FileNotFoundError):
        now = path.stat()
        if not to.exists() or (to.stat().st_size, to.stat().st_mtime_ns) != (now.st_size, now.st_mtime_ns):
            to.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            shutil.copy2(path, to)
        return False
    return True
