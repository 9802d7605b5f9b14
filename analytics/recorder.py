"""Writes batches of events into the lake."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import polars as pl

from analytics import cleared, compact, files, forgotten, removed
from analytics.cleared import Cleared
from analytics.errors import LakeUnwritable
from analytics.layout import folder_of
from analytics.rows import Logged, rows_of
from analytics.schema import SCHEMAS
from wire.broker.consumer import Delivery
from wire.contracts.activity import Activity
from wire.contracts.errors import NotNow
from wire.tasks import pause

log = logging.getLogger(__name__)

Batch = Sequence[Delivery[Logged]]


class Recorder:
    """Turns deliveries into files of the lake.

    After a batch that was not full it rests, so that a trickle of events makes one file per `rest` seconds
    and not one per event; an event waits for the disk no longer than that.
    """

    def __init__(self, root: Path, rest: float, batch: int, stop: asyncio.Event) -> None:
        self.root = root
        self._problems: dict[str, str] = {}
        self.tidying = asyncio.Lock()
        self._rest, self._batch, self._stop = rest, batch, stop

    @property
    def problem(self) -> str:
        """Why some stream cannot be recorded at the moment; empty while all can."""
        return next(iter(self._problems.values()), "")

    async def record(self, batch: Batch) -> None:
        """Write events of one stream; when it returns, they are on the disk.

        Raises:
            NotNow: the lake cannot be written at the moment.
        """
        try:
            await asyncio.to_thread(write_batch, self.root, batch)
            await self._clear(batch)
        except LakeUnwritable as error:
            self._problems[batch[0].stream] = str(error)
            raise NotNow(str(error)) from error
        self._problems.pop(batch[0].stream, None)
        if len(batch) < self._batch and all(one.deliveries == 1 for one in batch):
            await pause(self._stop, self._rest)

    async def _clear(self, batch: Batch) -> None:
        gone = [_removed(self.root, one) for one in batch]
        if any([_cleared(self.root, one) for one in batch]):  # a list: every clearing must be seen
            async with self.tidying:
                await asyncio.to_thread(compact.tidy, self.root)
        if any(gone):
            async with self.tidying:
                await asyncio.to_thread(removed.sweep, self.root)


def write_batch(root: Path, batch: Batch) -> list[Path]:
    """Write the events of one stream: a file per table, origin, organisation and day. Idempotent.

    Raises:
        LakeUnwritable: nothing may be acknowledged; what was written already does no harm.
    """
    name = files.batch_name(batch[0].stream, [one.entry_id for one in batch])
    for person_id in [who for one in batch if (who := _forgotten(one))]:
        forgotten.remember(root, person_id)
    gone = forgotten.known(root)
    places: dict[tuple[str, str, str | None, str], list[dict[str, Any]]] = defaultdict(list)
    for one in batch:
        for row in rows_of(one.value, one.entry_id):
            forgotten.hide(row.values, gone)
            places[row.place].append(row.values)
    return [
        files.write(folder_of(root, *place), name, place[0], _frame(place[0], rows))
        for place, rows in places.items()
    ]


def _frame(table: str, rows: Sequence[dict[str, Any]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=SCHEMAS[table], orient="row")


def _forgotten(one: Delivery[Logged]) -> str | None:
    """Whom an event says to forget; null: nobody."""
    event = one.value
    return event.person_id if isinstance(event, Activity) and event.kind == "person_forgotten" else None


def _removed(root: Path, one: Delivery[Logged]) -> bool:
    """Remember an organisation that is gone. True where `one` said so."""
    event = one.value
    if not isinstance(event, Activity) or event.kind != "organisation_removed" or not event.organisation_id:
        return False
    removed.remember(root, event.organisation_id)
    log.info("an organisation is removed from the log")
    return True


def _cleared(root: Path, one: Delivery[Logged]) -> bool:
    """Keep the time of a clearing of demo data. True when `one` was a clearing that is new."""
    event = one.value
    if not isinstance(event, Activity) or event.kind != "demo_cleared":
        return False
    logged_at = next(rows_of(event, one.entry_id)).values["logged_at"]
    log.info("demo data cleared")
    return cleared.write(root, Cleared(at=event.at, logged_at=logged_at))
