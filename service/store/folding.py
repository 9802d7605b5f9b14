"""SQLite's write-ahead log is folded into the database beside those who write, not within somebody's commit.

SQLite itself does it in the commit that makes the log long enough: one message in some sixty waited for two
more syncs of the disk and a thousand pages. Here a connection that reads does most of it meanwhile; a commit
does it where nobody else did, and the little that came since, once the log is `ROOM` long.
"""

from __future__ import annotations

import struct
from contextlib import suppress
from pathlib import Path

FOLDED_FROM = 1000
"""Frames, of a page each, that are worth the two syncs that folding takes."""

ROOM = 8000
"""Frames from which on a commit folds what is left, so that the log begins anew: 32 MB."""

APART = 0.1
"""Seconds between two looks at the log while somebody writes."""

FOLD = "PRAGMA wal_checkpoint(PASSIVE)"
"""Keeps nobody from reading or writing, and leaves what somebody still reads."""

_HEAD, _DONE, _SIZE = 16, 96, 100
"""Bytes in the log's index: the last frame, the last one that was folded; see sqlite.org/walformat.html."""


def unfolded(database: Path) -> int:
    """Frames that are in the log of a database and not in itself; 0 where there is no log, or none to tell.

    A guess, for it is read while others write there.
    """
    found = b""
    with suppress(OSError), database.with_name(f"{database.name}-shm").open("rb", buffering=0) as index:
        found = index.read(_SIZE)
    if len(found) < _SIZE:
        return 0
    last, folded = struct.unpack_from("=I", found, _HEAD)[0], struct.unpack_from("=I", found, _DONE)[0]
    return max(0, int(last) - int(folded))
