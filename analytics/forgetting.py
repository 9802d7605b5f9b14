"""Looking through the log for people who were forgotten: files that name them are written anew without."""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Callable, Collection, Sequence
from pathlib import Path

import polars as pl

from analytics import cleared, compact, files, forgotten
from analytics.files import LakeFile
from analytics.reading import scan
from analytics.schema import SCHEMAS

log = logging.getLogger(__name__)

SHARE = 0.1
"""Of the time, that goes into looking through the log at most: any visitor may ask to be forgotten at any
time, and a large log is read for a while. Who asks meanwhile is looked for together with others."""


class Sweeper:
    """Sweeps when asked, unless it rests from the last time. `clock` is for tests."""

    def __init__(self, root: Path, clock: Callable[[], float] = time.monotonic) -> None:
        self._root, self._clock = root, clock
        self._rests_until = -math.inf

    def sweep(self) -> int:
        """As `sweep`; 0 while it rests. Marks wait for the next time, also where this process ends."""
        began = self._clock()
        if began < self._rests_until:
            return 0
        try:
            return sweep(self._root)
        finally:
            ended = self._clock()
            self._rests_until = ended + (ended - began) * (1 / SHARE - 1)


def sweep(root: Path) -> int:
    """Write anew what names somebody who was forgotten lately. How many files it was.

    A file goes as soon as its rows are elsewhere: who reads it just then reads the log again. A crash at any
    line does no harm, the next sweep goes on.

    Raises:
        LakeUnwritable: the lake cannot be written to.
    """
    marks = forgotten.pending(root)
    if not marks:
        return 0
    gone, clearing = frozenset(one.name for one in marks), cleared.read(root)
    listed = {table: files.listing(root, table) for table in SCHEMAS}
    there = [file for table, found in listed.items() if _stand(found, table, gone) for file in found]
    done = sum(_anew(file, gone, clearing) for file in there)
    for mark in marks:
        forgotten.looked_through(mark)
    if done:
        log.info("wrote %d files anew without who was forgotten", done)
    return done


def rows_with(root: Path, people: Collection[str]) -> int:
    """In how many rows of the log these ids stand, before they are forgotten."""
    return sum(_count(file, people) for table in SCHEMAS for file in files.listing(root, table))


def _count(file: LakeFile, people: Collection[str]) -> int:
    columns = forgotten.COLUMNS[file.table]
    theirs = pl.any_horizontal(pl.col(columns).is_in(list(people)))
    try:
        return int(scan([file.path], file.table).filter(theirs).select(pl.len()).collect().item())
    except FileNotFoundError:
        return 0  # merged meanwhile


def _stand(found: Sequence[LakeFile], table: str, gone: frozenset[str]) -> bool:
    """Whether they stand in any of these files: asked of all at once, as most sweeps find nobody."""
    rows = scan([file.path for file in found], table)
    named = pl.concat([rows.select(pl.col(one).alias("id")) for one in forgotten.COLUMNS[table]])
    try:
        ids = named.drop_nulls().unique().collect(engine="streaming")
    except FileNotFoundError:
        return True  # some were merged meanwhile
    return any(forgotten.stand_in(one) in gone for one in ids["id"])


def _anew(file: LakeFile, gone: frozenset[str], clearing: cleared.Cleared) -> int:
    try:
        rows = scan([file.path], file.table).select(forgotten.COLUMNS[file.table]).collect()
    except FileNotFoundError:
        return 0  # merged meanwhile, without them
    if not forgotten.named(rows, file.table, gone):
        return 0
    if compact.merge(file.path.parent, file.table, [file], clearing, gone):
        file.path.unlink(missing_ok=True)
    return 1
