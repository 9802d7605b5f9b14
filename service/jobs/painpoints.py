"""Every night, organisation by organisation: what its customers write about is grouped anew.

A run lasts about half a minute, and whatever is whole by then is kept: the next one goes on from there.
Vectors and groups are made by a process that may fail in place of this one (`service.cli.night` brings it
along).
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Protocol

from service.desk.painpoints import grouping, keeping
from service.desk.painpoints.models import Night, Row, Window
from service.store import Store

log = logging.getLogger(__name__)

NAME = "painpoints"
HOUR = 2
"""Of UTC, when a night's work may begin; what nobody has ever looked at does not wait for it."""
LASTS = 30.0
"""Seconds after which a run begins with nothing further."""
LIMIT = 1800.0
"""Seconds that the last step of a run may take on a busy machine: it gives way to all else."""
AT_ONCE = 4000
"""Texts that get their vectors in one step."""
ENOUGH = 30
"""Messages of customers from which on groups are looked for."""
TRIES = 3
"""Of an organisation in one night."""


class Grouper(Protocol):
    """Knows texts by their vectors. None: `stop` was set meanwhile."""

    model: str

    async def vectors(self, texts: Sequence[str], stop: asyncio.Event) -> list[bytes] | None:
        """One of each text."""
        ...

    async def groups(
        self,
        rows: Sequence[Row],
        called: Sequence[str],
        known: Sequence[tuple[str, bytes]],
        spoken: str,
        stop: asyncio.Event,
    ) -> Night | None:
        """What many write about. `called`: names of people; `known`: id and middle of groups of before.
        `spoken`: the language of what is read.
        """
        ...


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(slots=True)
class PainPoints:
    """The job."""

    store: Store
    grouper: Grouper
    now: Callable[[], datetime] = _now
    tries: Counter[tuple[datetime, str]] = field(default_factory=Counter)

    async def run(self, stop: asyncio.Event) -> int:
        """Look at one organisation after the other, for about `LASTS` seconds. How many messages got a vector
        or a group.
        """
        began, done = time.monotonic(), 0
        while not stop.is_set() and time.monotonic() - began < LASTS:
            night = night_of(self.now())
            self.tries = Counter({key: count for key, count in self.tries.items() if key[0] == night})
            given_up = [whose for (_, whose), count in self.tries.items() if count >= TRIES]
            one = await keeping.due(self.store, night, self.now(), given_up)
            if one is None:
                break
            self.tries[night, one[0]] += 1
            did = await self._look(*one, stop, began + LASTS)
            if did is None:  # stopped, or the time is over: no failure
                self.tries[night, one[0]] -= 1
                break
            done += did
        return done

    async def _look(
        self, organisation_id: str, language: str, stop: asyncio.Event, until: float
    ) -> int | None:
        """At one. How many messages were looked at; None: it goes on in the next run."""
        now = self.now()
        within = await keeping.window(self.store, organisation_id, language, now)
        await keeping.drop_old(self.store, organisation_id, now - keeping.KEPT)
        if not await keeping.any_of(self.store, within, ENOUGH):
            return await grouping.write(self.store, within, [], Night(groups=(), of=(), like=()), now)
        while some := await keeping.unread(self.store, within, self.grouper.model, AT_ONCE):
            if time.monotonic() >= until:
                return None
            vectors = await self.grouper.vectors([one.text for one in some], stop)
            if vectors is None:
                return None
            await keeping.keep(self.store, organisation_id, some, vectors, self.grouper.model)
        return await self._group(within, now, stop)

    async def _group(self, within: Window, now: datetime, stop: asyncio.Event) -> int | None:
        rows = await grouping.rows(self.store, within, self.grouper.model)
        called = await grouping.called(self.store, within)
        known = await grouping.known(self.store, within.organisation_id)
        night = await self.grouper.groups(rows, called, known, within.language, stop)
        if night is None:
            return None
        found = await grouping.write(self.store, within, rows, night, now)
        log.info("grouped %d of %d messages of customers: %d groups", found, len(rows), len(night.groups))
        return len(rows)


def night_of(now: datetime) -> datetime:
    """When the night began that is, or was last."""
    begins = now.astimezone(UTC).replace(hour=HOUR, minute=0, second=0, microsecond=0)
    return begins if begins <= now else begins - timedelta(days=1)
