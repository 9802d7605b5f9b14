"""A stable name per worker: the same after a restart, so that it finds what it left unfinished."""

from __future__ import annotations

import fcntl
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from zlib import crc32

from nlp.worker.errors import NoSlot

SLOTS = 64
FOLDER = "workers"
"""Under home: what workers of one machine know each other by, and share."""


@contextmanager
def own_name(home: Path) -> Iterator[str]:
    """The first name that no running worker of this home has: host, home, number. Ours while inside.

    A lock on a file keeps it; the system lifts the lock when the process ends, however it ends.

    Raises:
        NoSlot: 64 workers run on this home.
    """
    folder = home / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    for slot in range(SLOTS):
        with (folder / f"{slot}.lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            yield f"{socket.gethostname()}-{crc32(str(home).encode()):08x}-{slot}"
            return
    raise NoSlot(f"{SLOTS} workers run on {home} already; give this one a DUOLOGUE_HOME of its own")
