"""Sees that the lake has what the store knows, though a broker was emptied, or the lake itself.

Up to where all is there is kept in the lake, so that a lake that is removed is filled anew. What the store
does not keep (activities: who was here, which suggestions were shown) cannot be had again.
"""

from __future__ import annotations

import asyncio
import logging
import os
import time
from collections.abc import Sequence
from datetime import UTC
from pathlib import Path
from typing import Any

import polars as pl

from analytics import files
from analytics.errors import AnalyticsError, LakeUnwritable
from analytics.lake import collect
from analytics.reading import scan
from analytics.recorder import Recorder
from analytics.schema import ENRICHMENTS, MESSAGES
from wire.broker.audit import AuditAsked, AuditPage
from wire.broker.clients import Client, add
from wire.broker.consumer import Delivery
from wire.broker.streams import AUDITS, stream
from wire.contracts.errors import NotNow

log = logging.getLogger(__name__)

EVERY = 10.0
"""Seconds between two askings, where the last one brought nothing new."""

TRIES = 5
"""Times that the same is asked for, …"""

PATIENCE = 900.0
"""… and seconds that it is waited for, before it is given up: it cannot be read, or written. Both, for pages
come in quick order while what was sent again still waits to be recorded."""

FILE = "confirmed"
"""File of the lake with the id of the message up to which all of the store is there."""


class Auditor:
    """Asks, compares, and asks for what is missing: one page of messages at a time."""

    def __init__(self, recorder: Recorder, client: Client) -> None:
        self._recorder, self._client = recorder, client
        self._missed: tuple[str, ...] = ()
        self._tries, self._since = 0, 0.0

    async def ask(self, wanted: Sequence[str] = ()) -> None:
        """Ask what comes after what is confirmed."""
        after = await asyncio.to_thread(confirmed, self._recorder.root)
        await add(self._client, stream(AUDITS, 0), AuditAsked(after=after, wanted=tuple(wanted)))  # type: ignore[misc]

    async def handle(self, batch: Sequence[Delivery[Any]]) -> None:
        """Record what was sent again, then look at the newest page. NotNow: the lake cannot be used."""
        events = [one for one in batch if not isinstance(one.value, AuditPage)]
        pages = [one.value for one in batch if isinstance(one.value, AuditPage)]
        if events:
            await self._recorder.record(events)
        if pages:
            await self._look(pages[-1])

    async def _look(self, page: AuditPage) -> None:
        root = self._recorder.root
        try:
            if page.after != await asyncio.to_thread(confirmed, root):
                return None  # of an asking before the last
            missed = await asyncio.to_thread(missing, root, page)
            if missed and not self._given_up(missed):
                return await self.ask(missed)
            await asyncio.to_thread(confirm, root, page.upto)
        except AnalyticsError as error:
            raise NotNow(str(error)) from error
        if page.more and page.upto > page.after:
            await self.ask()
        return None

    def _given_up(self, missed: tuple[str, ...]) -> bool:
        if missed != self._missed:
            self._missed, self._tries, self._since = missed, 0, time.monotonic()
        self._tries += 1
        if self._tries <= TRIES or time.monotonic() - self._since < PATIENCE:
            return False
        log.error("%s messages cannot be had for the event log, from %s on", len(missed), missed[0])
        return True


def missing(root: Path, page: AuditPage) -> tuple[str, ...]:
    """Messages of a page of which the lake lacks the posting, or what was understood."""
    days = {one.posted_at.astimezone(UTC).date() for one in page.known}
    ids = pl.Series([one.message_id for one in page.known], dtype=pl.String)

    def rows(table: str) -> pl.LazyFrame:
        there = [file.path for file in files.listing(root, table) if file.day in days]
        return scan(there, table).select("message_id").filter(pl.col("message_id").is_in(ids.implode()))

    posted, enriched = (
        set(frame["message_id"]) for frame in collect(lambda: [rows(MESSAGES), rows(ENRICHMENTS)])
    )
    return tuple(
        one.message_id
        for one in page.known
        if one.message_id not in posted or (one.enriched and one.message_id not in enriched)
    )


def confirmed(root: Path) -> str:
    """Id of the message up to which all of the store is in the lake; empty at the beginning."""
    try:
        return (root / FILE).read_text(encoding="ascii").strip()
    except (FileNotFoundError, UnicodeDecodeError):
        return ""


def confirm(root: Path, message_id: str) -> None:
    """Keep that. LakeUnwritable."""
    temporary = root / f".{FILE}.{os.getpid()}.tmp"
    try:
        root.mkdir(parents=True, exist_ok=True)
        temporary.write_text(message_id, encoding="ascii")
        files.as_open_as(root, temporary)
        temporary.replace(root / FILE)
    except OSError as error:
        raise LakeUnwritable(f"cannot write {root / FILE}: {error}") from error
