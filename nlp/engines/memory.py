"""Resident memory of this process, and notes of what models took, kept beside them on disk."""

from __future__ import annotations

import ctypes
import logging
import os
from functools import cache
from pathlib import Path
from typing import Any, Literal

import msgspec

log = logging.getLogger(__name__)

_STATM = Path("/proc/self/statm")
_KEPT = 256
"""Notes kept; the oldest go first."""


class Note(msgspec.Struct, frozen=True):
    """Bytes that one model took when it was last loaded here, and how that is known."""

    memory: int
    how: Literal["measured", "files"]


def resident() -> int | None:
    """Bytes of this process in real memory, what is free already given back; null where no `/proc` tells."""
    give_back()
    try:
        return int(_STATM.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        return None


def give_back() -> None:
    """Free pages to the system. Without it glibc keeps what a dropped model leaves: 33 MB each, measured."""
    trim = _trim()
    if trim is not None:
        trim(0)


def notes(path: Path) -> dict[str, Note]:
    """What was noted, by "engine/model"; empty where there is nothing that can be read."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=dict[str, Note])
    except (OSError, msgspec.MsgspecError):
        return {}


def note(path: Path, name: str, fresh: Note) -> None:
    """Keep one note. Only for people to read, so a disk that refuses it stops nothing."""
    known = {key: one for key, one in notes(path).items() if key != name}
    known = dict(list(known.items())[-_KEPT + 1 :]) | {name: fresh}
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(msgspec.json.encode(known))
        part.replace(path)
    except OSError as error:
        log.debug("sizes of models cannot be noted: %s", error)


@cache
def _trim() -> Any:
    """glibc's `malloc_trim`; null with another C library."""
    try:
        trim = ctypes.CDLL(None).malloc_trim
    except (OSError, AttributeError, TypeError):
        return None
    trim.argtypes, trim.restype = [ctypes.c_size_t], ctypes.c_int
    return trim
