"""Files of the lake that nobody needs any more: left behind by a process that died, or older than is kept.

Needs no Polars: whoever tidies files reads none. Works beside collectors and readers.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path

from analytics.layout import DAYS, organisation_of, whose

ORPHANED_AFTER = 3600.0
"""Seconds after which a temporary file is nobody's: writing one takes seconds."""


def remove_orphans(root: Path, older_than: float = ORPHANED_AFTER) -> int:
    """Remove temporary files whose writer is gone, and folders of days without a file. How many they were."""
    removed = 0
    for path in root.rglob(".*.tmp"):
        with suppress(FileNotFoundError):
            if time.time() - path.stat().st_mtime >= older_than:
                path.unlink()
                removed += 1
    for folder, _ in _days(root):
        with suppress(OSError):  # not empty
            if time.time() - folder.stat().st_mtime >= older_than:
                folder.rmdir()
                removed += 1
    return removed


def remove_days(root: Path, before: date, organisation: str | None = None) -> int:
    """Remove all files of days before one; only those of an organisation, or `none`, where it is named.

    What lies in folders from before there were organisations is everybody's: it goes only with all.
    How many files they were.
    """
    return sum(
        _remove(folder)
        for folder, day in _days(root)
        if day < before and organisation in (None, organisation_of(folder))
    )


def remove_organisation(root: Path, organisation_id: str) -> int:
    """Remove all that is an organisation's. How many files it was."""
    removed = 0
    for theirs in sorted(root.glob("*/origin=*/organisation=*")):
        if theirs.name == whose(organisation_id):
            removed += sum(_remove(folder) for folder in sorted(theirs.iterdir()))
            with suppress(OSError):  # as below
                theirs.rmdir()
    return removed


def _remove(folder: Path) -> int:
    removed = 0
    for path in list(folder.iterdir()):
        path.unlink(missing_ok=True)
        removed += 1
    with suppress(OSError):  # a collector has just written something late: the next run takes it
        folder.rmdir()
    return removed


def _days(root: Path) -> Iterator[tuple[Path, date]]:
    for folder in sorted(folder for days in DAYS for folder in root.glob(days)):
        with suppress(ValueError):
            yield folder, date.fromisoformat(folder.name.removeprefix("day="))
