"""When demo data was last cleared, kept in the lake: older demo rows no longer count; their files go."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import polars as pl

from analytics.errors import LakeUnreadable, LakeUnwritable
from analytics.files import as_open_as
from analytics.schema import ANNOTATIONS, ENRICHMENTS, TRANSLATIONS

FILE = "demo_cleared.json"


class Cleared(msgspec.Struct, frozen=True, kw_only=True):
    """One clearing. Enrichments may come after it for messages from before it: they go by their message."""

    at: datetime
    """Clock time at which the service cleared: demo messages queued up to then are gone."""
    logged_at: datetime
    """When the stream took the clearing: demo events logged up to then are gone."""

    def gone(self, table: str) -> pl.Expr:
        """True for rows that were cleared."""
        late = table in (ANNOTATIONS, ENRICHMENTS, TRANSLATIONS)
        past = pl.col("queued_at") <= self.at if late else pl.col("logged_at") <= self.logged_at
        return pl.col("demo") & past


NEVER = Cleared(at=datetime(1970, 1, 1, tzinfo=UTC), logged_at=datetime(1970, 1, 1, tzinfo=UTC))


def read(root: Path) -> Cleared:
    """The last clearing; `NEVER` where there was none.

    Raises:
        LakeUnreadable: the file is damaged; remove it if there is no demo data to hide.
    """
    try:
        return msgspec.json.decode((root / FILE).read_bytes(), type=Cleared)
    except FileNotFoundError:
        return NEVER
    except (OSError, msgspec.DecodeError) as error:
        raise LakeUnreadable(f"cannot read {root / FILE}: {error}") from error


def write(root: Path, cleared: Cleared) -> bool:
    """Keep a clearing, unless a later one is kept already. True when it is new.

    Raises:
        LakeUnwritable: the lake cannot be written to.
    """
    if cleared.logged_at <= read(root).logged_at:
        return False
    temporary = root / f".{FILE}.{os.getpid()}.tmp"
    try:
        root.mkdir(parents=True, exist_ok=True)
        with temporary.open("wb") as file:
            file.write(msgspec.json.encode(cleared))
            file.flush()
            os.fsync(file.fileno())
        as_open_as(root, temporary)
        temporary.replace(root / FILE)
    except OSError as error:
        raise LakeUnwritable(f"cannot write {root / FILE}: {error}") from error
    return True
