"""A stable name per process of a part: the same after a restart, so that it finds what it left unfinished."""

from __future__ import annotations

import fcntl
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from zlib import crc32

from wire.contracts.errors import NoSlot

SLOTS = 64


@contextmanager
def own_name(home: Path, folder: str) -> Iterator[str]:
    """The first name that no running process of this part and home has: host, home, number. Ours inside.

    A lock on a file keeps it; the system lifts the lock when the process ends, however it ends.

    Args:
        folder: of the part, under `home`: what its processes on one machine know each other by.

    Raises:
        NoSlot: 64 of them run on this home.
    """
    (home / folder).mkdir(parents=True, exist_ok=True)
    for slot in range(SLOTS):
        with (home / folder / f"{slot}.lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            yield f"{socket.gethostname()}-{crc32(str(home).encode()):08x}-{slot}"
            return
    raise NoSlot(f"{SLOTS} {folder} run on {home} already; give this one a DUOLOGUE_HOME of its own")
