"""SQLite's write-ahead log is folded into the database beside those who write, not within somebody's commit.

SQLite itself does it in the commit that makes the log long enough: one message in some sixty waited for two
more syncs of the disk and a thousand pages. Here a connection that reads does most of it meanwhile; a commit
does it where nobody else did, and the little that came since, once the log is `ROOM` long.

How long the log is cannot be looked up: who opens and closes one of SQLite's files beside it lets go of all
locks that this process has on it. So rows are counted.
"""

from __future__ import annotations

FOLDED_FROM = 300
"""Rows written, some thousand pages, that are worth the two syncs that folding takes."""

ROOM = 8000
"""Pages from which on a commit folds what is left, so that the log begins anew: 32 MB."""

FOLD = "PRAGMA wal_checkpoint(PASSIVE)"
"""Keeps nobody from reading or writing, and leaves what somebody still reads."""

WRITTEN = "rows_written"
"""Where it is noted of a connection how many rows it has written so far."""
