"""Keeps the lake small: merges small files, removes what was merged, cleared or left half-written.

Safe beside readers and against a crash at any line: a merged file names in its metadata the files that it
replaces, and these stay for `GRACE` seconds for readers that listed them before. Until then rows are there
twice, which readers undo by key.
"""

from __future__ import annotations

import logging
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import polars as pl

from analytics import cleared, files, forgotten, moving
from analytics.files import LakeFile
from analytics.layout import DAYS
from analytics.reading import dedup, scan
from analytics.schema import SCHEMAS

log = logging.getLogger(__name__)

FAN_IN = 16
"""So many files of one level become one of the next: a row is written again at most once per level."""
GRACE = 60.0
"""Seconds that replaced files stay."""
SETTLED = 600.0
"""Seconds without a new file after which a past day is merged into one file."""


def tidy(root: Path, *, grace: float = GRACE, settled: float = SETTLED) -> int:
    """One round over the whole lake. Returns how many files were merged.

    Raises:
        LakeUnwritable: the lake cannot be written to; what was there is still there.
    """
    merged = 0
    gone, people = cleared.read(root), forgotten.known(root)
    for table in SCHEMAS:
        _remove_cleared(files.listing(root, table), table, gone)
        for folder, found in _by_folder(files.listing(root, table)).items():
            left = _remove_replaced(folder, found, grace)
            if left and left[0].organisation is None:
                merged += moving.move(root, folder, left, gone, people)
                continue
            for group in _groups(left, settled):
                merged += merge(folder, table, group, gone, people)
    _remove_half_written(root, settled)
    return merged


def _by_folder(found: Iterable[LakeFile]) -> dict[Path, list[LakeFile]]:
    folders: dict[Path, list[LakeFile]] = defaultdict(list)
    for file in found:
        folders[file.path.parent].append(file)
    return folders


def _age(path: Path) -> float:
    try:
        return time.time() - path.stat().st_mtime
    except FileNotFoundError:
        return 0.0


def _remove_cleared(found: Sequence[LakeFile], table: str, gone: cleared.Cleared) -> None:
    """Remove demo files of which every row was cleared."""
    if gone == cleared.NEVER:
        return
    for file in found:
        if file.demo and _written_before(file.path, gone.logged_at):
            left = scan([file.path], table).filter(~gone.gone(table)).select(pl.len()).collect().item()
            if not left:
                file.path.unlink(missing_ok=True)


def _written_before(path: Path, moment: datetime) -> bool:
    """Roughly: an hour of late events and of clocks that differ is allowed for."""
    try:
        return path.stat().st_mtime < moment.timestamp() + 3600
    except FileNotFoundError:
        return False


def _remove_replaced(folder: Path, found: Sequence[LakeFile], grace: float) -> list[LakeFile]:
    """Remove what was merged long enough ago; give back the files that still count."""
    replaced: set[str] = set()
    for file in found:
        if file.level:
            names = files.merged_from(file.path)
            replaced.update(names)
            if _age(file.path) >= grace:
                for name in names:
                    (folder / name).unlink(missing_ok=True)
    return [file for file in found if file.path.name not in replaced]


def _groups(found: Sequence[LakeFile], settled: float) -> list[list[LakeFile]]:
    """Which files to merge: all of a settled past day, else each level that is full."""
    if len(found) < 2:
        return []
    past = found[0].day < datetime.now(UTC).date()
    if past and min(_age(file.path) for file in found) >= settled:
        return [list(found)]
    levels: dict[int, list[LakeFile]] = defaultdict(list)
    for file in found:
        levels[file.level].append(file)
    return [group for group in levels.values() if len(group) >= FAN_IN]


def merge(
    folder: Path, table: str, group: Sequence[LakeFile], gone: cleared.Cleared, people: frozenset[str]
) -> int:
    """Write the rows of some files of a folder as one, which replaces them. How many they were.

    `gone` and `people`: what was cleared, and who was forgotten. LakeUnwritable: nothing has changed.
    """
    level = max(file.level for file in group) + 1
    rows = scan([file.path for file in group], table).filter(~gone.gone(table))
    name = f"{level}-{_day_time()}-{uuid4().hex}.parquet"
    try:
        frame = forgotten.hidden(dedup(rows, table).collect(), table, people)
    except FileNotFoundError:
        return 0  # cleared or merged by another collector meanwhile
    files.write(folder, name, table, frame, [file.path.name for file in group])
    log.info("merged %d files of %s into %s: %d rows", len(group), folder.name, name, frame.height)
    return len(group)


def _day_time() -> str:
    return datetime.now(UTC).strftime("%Y%m%dT%H%M%S")


def _remove_half_written(root: Path, older_than: float) -> None:
    for path in (path for days in DAYS for path in root.glob(f"{days}/.*.tmp")):
        if _age(path) >= older_than:
            path.unlink(missing_ok=True)
