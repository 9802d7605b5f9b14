"""Moves rows from folders that are everybody's, as they were before there were organisations, to their own.

Safe against a crash at any line. First the rows are written to their folders, under names made from those of
the files that they come from, so that doing it again overwrites. Then a file without rows is put beside the
old ones that names them as replaced: `analytics.compact` removes them when no reader has them listed any
more, and that file goes last. Until then rows are there twice, which readers undo by key.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Sequence
from pathlib import Path
from zlib import crc32

import polars as pl

from analytics import files, forgotten
from analytics.cleared import Cleared
from analytics.files import LakeFile
from analytics.layout import folder_of
from analytics.reading import dedup, scan
from analytics.schema import SCHEMAS

log = logging.getLogger(__name__)

_MARK = "-moved-"


def move(root: Path, folder: Path, found: Sequence[LakeFile], gone: Cleared, people: frozenset[str]) -> int:
    """Move what lies in an old folder; the folder goes in a later round. How many files were moved.

    Args:
        root: of the lake.
        folder: of one table, origin and day.
        found: its files, without those that are replaced already.
        gone: what was cleared, and goes.
        people: what stands for who was forgotten.

    Raises:
        LakeUnwritable: the lake cannot be written to; what was there is still there.
    """
    fresh = [file for file in found if _MARK not in file.path.name]
    if not fresh:
        _finish(folder, found)
        return 0
    table, names = fresh[0].table, sorted(file.path.name for file in fresh)
    digest = crc32("\n".join(names).encode())
    name = f"{max(1, *(file.level for file in fresh))}{_MARK}{digest:08x}.parquet"
    try:
        rows = dedup(scan([file.path for file in fresh], table).filter(~gone.gone(table)), table).collect()
    except FileNotFoundError:
        return 0  # moved by another collector meanwhile
    _write(root, fresh[0], name, forgotten.hidden(rows, table, people))
    files.write(folder, name, table, pl.DataFrame(schema=SCHEMAS[table]), names)
    log.info("moved %d files of %s: %d rows", len(fresh), folder.name, rows.height)
    return len(fresh)


def _write(root: Path, like: LakeFile, name: str, rows: pl.DataFrame) -> None:
    origin = "demo" if like.demo else "live"
    for part in rows.partition_by("organisation_id"):
        whose: str | None = part["organisation_id"][0]
        files.write(folder_of(root, like.table, origin, whose, like.day.isoformat()), name, like.table, part)


def _finish(folder: Path, marks: Sequence[LakeFile]) -> None:
    """Remove the marks whose files are gone, and the folder with the last of them."""
    for mark in marks:
        if not any((folder / name).exists() for name in files.merged_from(mark.path)):
            mark.path.unlink(missing_ok=True)
    with contextlib.suppress(OSError):  # not empty
        folder.rmdir()
