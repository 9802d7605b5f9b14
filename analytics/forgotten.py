"""People who are forgotten: a digest stands for their id in the log, in what is there and in what comes late.

Figures stay what they were, for one id always has the same digest. Each is remembered by a file with that
name, so that collectors on several hosts need not agree, and nothing beside the log says who it was.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from analytics.errors import LakeUnwritable
from analytics.files import as_open_as
from analytics.schema import SCHEMAS

FOLDER = "people_forgotten"
AGAIN = 120.0
"""Seconds after which all is looked through once more: longer than any batch or merge takes that was begun
before."""

_PEOPLE = frozenset({"author_id", "person_id", "assignee_id"})
COLUMNS: Mapping[str, tuple[str, ...]] = {
    table: tuple(one for one in schema if one in _PEOPLE) for table, schema in SCHEMAS.items()
}
"""Where a table names people."""
_OVER = b"done"


def stand_in(person_id: str) -> str:
    """What stands for somebody who is forgotten."""
    return "gone-" + hashlib.blake2b(person_id.encode(), digest_size=16).hexdigest()


def remember(root: Path, person_id: str) -> None:
    """From now on a digest stands for this id in what is written. Again has all looked through again.

    Raises:
        LakeUnwritable: the lake cannot be written to.
    """
    mark = root / FOLDER / stand_in(person_id)
    try:
        mark.parent.mkdir(parents=True, exist_ok=True)
        mark.write_bytes(b"")
        as_open_as(root, mark.parent)
        as_open_as(root, mark)
    except OSError as error:
        raise LakeUnwritable(f"cannot write {mark.parent}: {error}") from error


def known(root: Path) -> frozenset[str]:
    """What stands for all who are forgotten."""
    folder = root / FOLDER
    return frozenset(one.name for one in folder.iterdir()) if folder.is_dir() else frozenset()


def pending(root: Path) -> list[Path]:
    """Marks of those of whom something may be left in files."""
    folder = root / FOLDER
    return [one for one in folder.iterdir() if one.read_bytes() != _OVER] if folder.is_dir() else []


def looked_through(mark: Path) -> None:
    """All files were looked through since it was made; once that was long enough after, it is over."""
    if time.time() - mark.stat().st_mtime >= AGAIN:
        mark.write_bytes(_OVER)


def hide(values: dict[str, Any], gone: frozenset[str]) -> None:
    """Put the digest in the place of an id, in a row that is about to be written."""
    for name in _PEOPLE & values.keys() if gone else ():
        if values[name] is not None and (digest := stand_in(values[name])) in gone:
            values[name] = digest


def hidden(frame: pl.DataFrame, table: str, gone: frozenset[str]) -> pl.DataFrame:
    """The same rows with digests."""
    new = named(frame, table, gone)
    return frame.with_columns(pl.col(COLUMNS[table]).replace(new)) if new else frame


def named(frame: pl.DataFrame, table: str, gone: frozenset[str]) -> dict[str, str]:
    """Ids in some rows of people who are forgotten, and what stands for them. Other columns do not matter."""
    ids: set[str] = set()
    for column in COLUMNS[table] if gone else ():
        ids.update(frame[column].drop_nulls().unique())
    return {one: digest for one in ids if (digest := stand_in(one)) in gone}
