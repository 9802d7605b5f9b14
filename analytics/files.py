"""Files of the lake: `LEVEL-….parquet` in the folders of `analytics.layout`, each whole or not there at all.

Level 0 files are batches as they came; `analytics.compact` merges many of one level into one of the next.
"""

from __future__ import annotations

import contextlib
import os
import stat
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from zlib import crc32

import polars as pl

from analytics.errors import LakeUnwritable
from analytics.layout import DAYS, organisation_of
from analytics.schema import SCHEMAS

MERGED_FROM = "duologue.merged_from"
"""Parquet metadata of a merged file: names of the files that it replaces, by line."""


Place = tuple[bool, str | None, date]
"""Demo or not, whose (as `LakeFile.organisation`), and the day: where rows of all tables lie that belong
together.
"""


@dataclass(frozen=True, slots=True)
class LakeFile:
    """One Parquet file, as its path tells."""

    path: Path
    table: str
    demo: bool
    organisation: str | None
    """Whose rows are in it, or `none`; null: anybody's, in a file from before there were organisations."""
    day: date

    @property
    def place(self) -> Place:
        """Where it lies, in whatever table."""
        return self.demo, self.organisation, self.day

    @property
    def level(self) -> int:
        """0 for a batch as it came, more for merged ones."""
        return int(self.path.name.partition("-")[0])


def batch_name(stream: str, entry_ids: Sequence[str]) -> str:
    """File name of one batch: the same entries always make the same name, so a redelivery overwrites."""
    stem = stream.replace(":", ".").replace("{", "").replace("}", "")
    digest = crc32("\n".join(entry_ids).encode())
    return f"0-{stem}-{entry_ids[0]}-{entry_ids[-1]}-{digest:08x}.parquet"


def listing(root: Path, table: str) -> list[LakeFile]:
    """All whole files of a table, in order of their paths. A lake that is not there yet has none."""
    paths = (path for days in DAYS for path in root.glob(f"{table}{days[1:]}/[0-9]*.parquet"))
    return [found for path in sorted(paths) if (found := _read_path(root, path)) is not None]


def apart(found: Iterable[LakeFile]) -> tuple[list[LakeFile], list[LakeFile]]:
    """Files whose rows are one per key, and all others.

    The same thing always happens on one day, to one organisation: all its rows lie in one folder. So a folder
    with nothing but one merged file has each of them once. Not so while there are files from before there
    were organisations: what is in them is moved, and is twice there meanwhile.
    """
    folders: dict[Path, list[LakeFile]] = defaultdict(list)
    for file in found:
        folders[file.path.parent].append(file)
    moving = any(file.organisation is None for some in folders.values() for file in some)
    settled: list[LakeFile] = []
    fresh: list[LakeFile] = []
    for some in folders.values():
        alone = len(some) == 1 and some[0].level > 0 and not moving
        (settled if alone else fresh).extend(some)
    return settled, fresh


def _read_path(root: Path, path: Path) -> LakeFile | None:
    table, origin, *_ = path.relative_to(root).parts
    try:
        day = date.fromisoformat(path.parent.name.removeprefix("day="))
    except ValueError:
        return None
    return LakeFile(path, table, origin == "origin=demo", organisation_of(path.parent), day)


def write(folder: Path, name: str, table: str, frame: pl.DataFrame, merged_from: Iterable[str] = ()) -> Path:
    """Write rows of a table as one file, with the names of those that it replaces. LakeUnwritable."""
    told = {MERGED_FROM: "\n".join(merged_from)}
    return write_frame(folder, name, frame.select(*SCHEMAS[table]), told)


def write_frame(folder: Path, name: str, frame: pl.DataFrame, told: dict[str, str] | None = None) -> Path:
    """Write one file so that a reader sees all of it or nothing, also after a power cut.

    Raises:
        LakeUnwritable: the disk is full, or the folder may not be written to.
    """
    path, temporary = folder / name, folder / f".{name}.{os.getpid()}.tmp"
    try:
        _make_folder(folder)
        frame.write_parquet(temporary, compression="zstd", metadata=told)
        as_open_as(folder, temporary)
        _sync(temporary)
        temporary.replace(path)
        _sync(folder)
    except (OSError, pl.exceptions.ComputeError) as error:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise LakeUnwritable(f"cannot write {path}: {error}") from error
    return path


def merged_from(path: Path) -> list[str]:
    """Names of the files that a merged file replaces."""
    return [name for name in pl.read_parquet_metadata(path).get(MERGED_FROM, "").split("\n") if name]


def as_open_as(folder: Path, made: Path) -> None:
    """Let others read what was made in a folder, as far as the folder itself lets them: its owner decides.

    Under home nobody else may; `DUOLOGUE_LAKE` may name a folder that several users share.
    """
    open_to = stat.S_IMODE(folder.stat().st_mode) & 0o077
    made.chmod(0o700 | open_to if made.is_dir() else 0o600 | open_to & 0o066)


def _make_folder(folder: Path) -> None:
    if folder.is_dir():
        return
    _make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    as_open_as(folder.parent, folder)
    _sync(folder.parent)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
