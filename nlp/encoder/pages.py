"""One copy of word embeddings for all encoders of all workers of a machine: pages of a file.

CTranslate2 reads a model into memory of its own: 96 MB of word embeddings for each encoder, of which chat
uses a few thousand rows. Where they lie is found in this process's memory, and the pages of a file that holds
the very same bytes are put in their place. The system reads them when they are used, and keeps them once.

On Linux only. Whatever stands against it (another system, a full disk) costs the memory and nothing else.
"""

from __future__ import annotations

import ctypes
import logging
import mmap
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from secrets import token_hex
from typing import cast

import numpy as np
from numpy.typing import NDArray

log = logging.getLogger(__name__)

FILE = "word-embeddings.bin"
PAGE = mmap.PAGESIZE
OFFSETS = tuple(range(16, 257, 16))
"""Where a large piece of memory begins within its first page: after what the allocator notes, aligned."""
NEEDLE = 64
CHUNK = 1 << 20
DRAFT_LASTS = 600.0
"""Seconds after which nobody writes a draft any more: it takes a tenth of one."""
UNNAMED = 5
"""Fields of a line about memory of no file."""

_FIXED = 0x10
_MAPS, _MEMORY = Path("/proc/self/maps"), Path("/proc/self/mem")

Table = NDArray[np.int8] | NDArray[np.uint8]


def mapped(table: Table, folder: Path | None, name: str) -> Table:
    """The same from pages of the file `name`, read when they are used, and kept once for all workers.

    `table` itself where it cannot be done, or no folder is given.
    """
    if folder is None:
        return table
    try:
        with _file(table, 0, folder / name).open("rb") as file:
            memory = mmap.mmap(file.fileno(), table.nbytes, access=mmap.ACCESS_READ)
        if hasattr(mmap, "MADV_RANDOM"):
            memory.madvise(mmap.MADV_RANDOM)
        return cast(Table, np.frombuffer(memory, table.dtype).reshape(table.shape))
    except (OSError, ValueError) as error:
        log.info("%s is not shared with other workers: %s", name, error)
        return table


def shared(table: Table, folder: Path | None) -> int:
    """Let file pages stand for all memory of this process that holds `table`; how many bytes they are.

    `table` itself may be let go afterwards. The file is written where it is not there, or is another one's.
    0 where it cannot be done, or no folder is given.
    """
    if folder is None or sys.platform != "linux":
        return 0
    try:
        return sum(_replaced(where, table, folder / FILE) for where in _alike(_places(table)))
    except (OSError, ValueError) as error:
        log.info("word embeddings are not shared with other workers: %s", error)
        return 0


def _alike(places: Iterator[int]) -> list[int]:
    """Those that lie in their pages as most do: there is one file. Several, where encoders came before."""
    found = {where: where % PAGE for where in places}
    leads = Counter(found.values())
    return [where for where, lead in found.items() if lead == leads.most_common(1)[0][0]]


def _replaced(where: int, table: Table, path: Path) -> int:
    """Map the whole pages from `where` on over themselves, from the file."""
    lead = where % PAGE
    skipped = PAGE - lead
    size = (table.nbytes - skipped) // PAGE * PAGE
    with _file(table, lead, path).open("rb") as file:
        libc = ctypes.CDLL(None, use_errno=True)
        libc.mmap.restype = ctypes.c_void_p
        libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, *(ctypes.c_int,) * 3, ctypes.c_long]
        rights = mmap.PROT_READ | mmap.PROT_WRITE
        start = where + skipped
        done = libc.mmap(start, size, rights, mmap.MAP_PRIVATE | _FIXED, file.fileno(), PAGE)
        if done != start:
            raise OSError(ctypes.get_errno(), "mmap refused")
        libc.madvise(ctypes.c_void_p(start), ctypes.c_size_t(size), mmap.MADV_RANDOM)
    return size


def _file(table: Table, lead: int, path: Path) -> Path:
    """The file: `lead` bytes of nothing, so that its pages are those of the memory, then the table.

    Workers in containers of their own have the same process number: the draft's name says more.
    """
    if not _holds(path, table, lead):
        draft = path.with_name(f".{path.name}.{os.getpid()}-{token_hex(4)}.part")
        path.parent.mkdir(parents=True, exist_ok=True)
        _sweep(path)
        try:
            with draft.open("wb") as file:
                file.write(bytes(lead))
                file.write(table.data)
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
    _forget(path)
    return path


def _forget(path: Path) -> None:
    """Let the system drop what it keeps of the file after it was read or written whole: with one page that is
    used it would count all others that it has nearby. Those that somebody uses stay."""
    if hasattr(os, "posix_fadvise"):
        with suppress(OSError), path.open("rb") as file:  # it costs memory and nothing else
            os.fsync(file.fileno())  # what is not on the disk yet cannot be dropped
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def _sweep(path: Path) -> None:
    """Drafts of workers that were killed while they wrote."""
    for draft in path.parent.glob(f".{path.name}.*.part"):
        with suppress(FileNotFoundError):
            if time.time() - draft.stat().st_mtime > DRAFT_LASTS:
                draft.unlink()


def _holds(path: Path, table: Table, lead: int) -> bool:
    if not path.is_file() or path.stat().st_size != lead + table.nbytes:
        return False
    flat = np.ascontiguousarray(table).data.cast("B")
    with path.open("rb") as file:
        file.seek(lead)
        return all(file.read(CHUNK) == flat[at : at + CHUNK] for at in range(0, table.nbytes, CHUNK))


def _places(table: Table) -> Iterator[int]:
    """Addresses of copies of `table`, not of itself, that begin as the allocator lets large ones begin."""
    flat = table.reshape(-1)
    with _MEMORY.open("rb", buffering=0) as memory:
        for where in _likely(memory.fileno(), flat[:NEEDLE].tobytes(), flat.nbytes):
            if where != flat.ctypes.data and _same(memory.fileno(), where, flat):
                yield where


def _likely(memory: int, needle: bytes, size: int) -> Iterator[int]:
    """Where `size` bytes could lie of which the first are `needle`."""
    for start, end in _anonymous(size):
        for page in range(start, end - size, PAGE):
            head = _read(memory, page, OFFSETS[-1] + NEEDLE)
            for offset in OFFSETS:
                if head.startswith(needle, offset) and page + offset + size <= end:
                    yield page + offset


def _anonymous(least: int) -> Iterator[tuple[int, int]]:
    """Stretches of memory that belong to no file and may be written, larger than `least`."""
    for line in _MAPS.read_text().splitlines():
        area, rights, *_ = fields = line.split()
        start, end = (int(one, 16) for one in area.split("-"))
        if rights == "rw-p" and len(fields) == UNNAMED and end - start > least:
            yield start, end


def _same(memory: int, where: int, flat: Table) -> bool:
    starts = range(0, flat.nbytes, CHUNK)
    parts = ((where + at, flat[at : at + CHUNK].tobytes()) for at in starts)
    return all(_read(memory, at, len(part)) == part for at, part in parts)


def _read(memory: int, where: int, size: int) -> bytes:
    """Through the system, which refuses what another thread has let go meanwhile: nothing."""
    try:
        return os.pread(memory, size, where)
    except OSError:
        return b""
