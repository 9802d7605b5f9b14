"""Settled days as tables of Delta Lake, for tools of others: in a folder or a bucket, by one setting.

The log itself stays as it is (docs/decisions/0009-a-lake-of-files.md). A day of one organisation that is
settled is one merged file; it becomes one partition of `PLACE/TABLE`, in one commit that replaces what was
there, so that readers see the whole day or nothing of it. The commit has a transaction by the name of the
partition, whose version is a digest of the file that it was made from: the same file is never published
twice, another one replaces it. So a crash at any line, and two collectors at once, do no harm. What is
removed from the log goes from the tables, and within two hours from the disk. Demo rows are not published.
"""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
from deltalake import CommitProperties, DeltaTable, Transaction, write_deltalake
from deltalake.exceptions import DeltaError

from analytics import files
from analytics.errors import LakeUnwritable
from analytics.files import LakeFile
from analytics.reading import scan
from analytics.schema import SCHEMAS

log = logging.getLogger(__name__)

OPTIONS = {"AWS_ALLOW_HTTP": "true"}
"""Besides what the usual `AWS_*` variables say; a folder passes it over."""
OURS = {**OPTIONS, "max_retries": "2", "retry_timeout": "10s"}
"""Few tries: a round comes again in half a minute, and a collector that is to end waits for it."""
SETTINGS: Mapping[str, str | None] = {
    "delta.logRetentionDuration": "interval 1 days",
    "delta.dataSkippingNumIndexedCols": "0",  # ids of people would stand in the log as smallest and largest
}
KEPT_HOURS = 1
"""Hours that files stay after they were replaced: longer than any write takes, and any reader reads."""
VACUUM_EVERY = 3600.0

Part = tuple[str, date]
"""One partition: an organisation, or `none`, and a day."""


class Publisher:
    """Publishes a log, round by round.

    Args:
        root: of the log.
        place: folder, or `s3://BUCKET/PREFIX`; each table is a Delta table under it.
    """

    def __init__(self, root: Path, place: str) -> None:
        self._root, self._place = root, place.rstrip("/")
        self._vacuumed: dict[str, float] = {}

    def refresh(self, most: int) -> int:
        """Publish what is settled and not published as it is, and take back what is gone from the log.

        Returns:
            How many days of organisations were written: `most` at once, of all tables together.

        Raises:
            LakeUnwritable: the place cannot be written to at the moment, or another collector was quicker.
        """
        written = 0
        try:
            for name in SCHEMAS:
                written += self._refresh(name, most - written)
        except (DeltaError, OSError) as error:
            raise LakeUnwritable(f"cannot publish to {self._place}: {error}") from error
        return written

    def _refresh(self, name: str, most: int) -> int:
        uri, there = f"{self._place}/{name}", files.listing(self._root, name)
        table = _table(uri)
        if table is not None:
            self._take_back(table, {part_of(one) for one in there if not one.demo})
        settled = [one for one in files.apart(there)[0] if not one.demo]
        changed = [one for one in settled if not _has(table, one)][:most]
        for one in changed:
            _write(uri, name, one)
        if changed:
            log.info("published %d days of %s", len(changed), name)
        return len(changed)

    def _take_back(self, table: DeltaTable, there: set[Part]) -> None:
        """Days of which the log has nothing any more; hourly, files that no day has, committed or not."""
        for one in table.partitions():
            part = str(one["organisation"]), date.fromisoformat(str(one["day"]))
            if part not in there:
                # no file's version: what comes again, as from a disk that was away, is published again
                table.delete(_is(part), commit_properties=_told(part, 0))
        if time.monotonic() - self._vacuumed.get(table.table_uri, -VACUUM_EVERY) >= VACUUM_EVERY:
            table.vacuum(KEPT_HOURS, dry_run=False, enforce_retention_duration=False, full=True)
            self._vacuumed[table.table_uri] = time.monotonic()


def _table(uri: str) -> DeltaTable | None:
    there = DeltaTable.is_deltatable(uri, OURS)
    return DeltaTable(uri, storage_options=OURS) if there else None


def _write(uri: str, name: str, file: LakeFile) -> None:
    """One commit: it replaces what there was of the day."""
    organisation, day = part = part_of(file)
    rows = scan([file.path], name).collect()
    filed = rows.with_columns(organisation=pl.lit(organisation), day=pl.lit(day))
    shared: dict[str, Any] = {"partition_by": ["organisation", "day"], "storage_options": OURS}
    if _table(uri) is None:  # made empty first: two who begin at once would both append
        write_deltalake(uri, filed.clear(), mode="ignore", configuration=SETTINGS, **shared)
    write_deltalake(
        uri,
        filed,
        mode="overwrite",
        predicate=_is(part),
        schema_mode="merge",
        commit_properties=_told(part, _version(file)),
        **shared,
    )


def part_of(file: LakeFile) -> Part:
    """The partition that a file's rows belong to."""
    return file.organisation or "", file.day


def _has(table: DeltaTable | None, file: LakeFile) -> bool:
    return table is not None and table.transaction_version(_app(part_of(file))) == _version(file)


def _app(part: Part) -> str:
    return f"{part[0]}/{part[1].isoformat()}"


def _told(part: Part, version: int) -> CommitProperties:
    return CommitProperties(app_transactions=[Transaction(_app(part), version)])


def _version(file: LakeFile) -> int:
    digest = hashlib.blake2b(file.path.name.encode(), digest_size=8).digest()
    return int.from_bytes(digest) >> 1


def _is(part: Part) -> str:
    return "organisation = '{}' AND day = '{}'".format(part[0].replace("'", "''"), part[1].isoformat())
