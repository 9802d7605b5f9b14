"""Repair, each on its timer: lost and late work, ended sign-ins, SQLite's log, the length of streams."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from service.enrichment.backfill import failed_in_passing, looked_at, prioritise, try_again
from service.enrichment.orphaned import all_sent, overdue, requeue
from service.errors import Unavailable
from service.identity.sessions import forget_expired
from service.jobs.apply import notify
from service.jobs.forget import finish_all
from service.realtime.notifier import Notifier
from service.store import Store
from wire import tasks
from wire.broker.clients import Client
from wire.broker.streams import BULK, ENRICHMENTS, GROUP_APPLY, HURRIED
from wire.broker.trim import backlog, trim
from wire.contracts.errors import NotNow

log = logging.getLogger(__name__)

PENDING_FOR = 30.0
"""Seconds after which a message that no stream holds counts as lost."""

MOST = 100
"""Lost messages taken up in one sweep."""

HURRY_EVERY, HURRY_AFTER, HURRIED_AT_ONCE = 2.0, 3.0, 16
"""Seconds between two looks for messages that somebody waits for; how long they have waited; how many.

So many may be on `hurried` at a time: while no worker runs nothing piles up.
"""

REMEMBERED = 2000
"""Messages that are known to have been hurried; an older one would only be asked for a third time."""

BACKFILL_EVERY = 20.0
ERASE_EVERY = 20.0

TRIM_EVERY, CHECKPOINT_EVERY, SESSIONS_EVERY = 30.0, 60.0, 600.0


async def run(
    store: Store,
    client: Client,
    notifier: Notifier,
    *,
    stop: asyncio.Event,
    every: float = 10.0,
    pending_for: float = PENDING_FOR,
) -> None:
    """Look for lost work each `every` seconds, and do the rest each on its timer, until stopped."""
    sweep = Reconciler(store, client, notifier, pending_for)
    timers: dict[str, tuple[float, Callable[[], Awaitable[object]]]] = {
        "sweeping lost messages": (every, sweep.lost),
        "open conversations first": (HURRY_EVERY, sweep.hurried),
        "trying again what failed": (BACKFILL_EVERY, sweep.failed),
        "trimming streams": (TRIM_EVERY, sweep.streams),
        "checkpoint": (CHECKPOINT_EVERY, store.checkpoint),
        "erasing deleted accounts": (ERASE_EVERY, lambda: finish_all(store, client)),
        "forgetting sign-ins": (SESSIONS_EVERY, lambda: forget_expired(store)),
    }
    async with asyncio.TaskGroup() as group:
        for name, (seconds, work) in timers.items():
            group.create_task(tasks.every(seconds, name, _passing(work), stop))


@dataclass(frozen=True, slots=True)
class Reconciler:
    """Repairs that need the broker. Several processes may sweep: each looks again in its transaction."""

    store: Store
    client: Client
    notifier: Notifier
    pending_for: float = PENDING_FOR
    most: int = MOST
    known: OrderedDict[str, None] = field(default_factory=OrderedDict)
    """Messages that this process has hurried, the oldest first."""

    async def lost(self) -> int:
        """Queue lost messages again, and tell both sides of those given up. How many were queued.

        Work moves one way: outbox, `messages`, `enrichments`, store. Looked at in this order, a message on
        its way is seen in one of them; what is in none of them and still pending then is lost.
        """
        now = datetime.now(UTC)
        before = now - timedelta(seconds=self.pending_for)
        if not await all_sent(self.store) or await self._in_streams():
            return 0
        ids = await overdue(self.store, before, self.most)
        if not ids:
            return 0
        done = await requeue(self.store, ids, before, now)
        log.warning("%s lost messages queued again, %s given up", done.queued, len(done.failed))
        await notify(self.notifier, done.failed)
        return done.queued

    async def hurried(self) -> int:
        """While work waits, ask first for what a reader has on the screen. How many were asked for."""
        partitions = self.store.partitions
        asked = await backlog(self.client, partitions, name=HURRIED)
        if asked >= HURRIED_AT_ONCE or not await self._waiting():
            return 0
        before = datetime.now(UTC) - timedelta(seconds=HURRY_AFTER)
        ids = await looked_at(self.store, before, self.known, HURRIED_AT_ONCE)
        if ids:
            await prioritise(self.store, ids)
            self.known.update(dict.fromkeys(ids))
            while len(self.known) > REMEMBERED:
                self.known.popitem(last=False)
        return len(ids)

    async def failed(self) -> int:
        """Try again what failed while an engine or its server was away. How many were queued."""
        now = datetime.now(UTC)
        ids = await failed_in_passing(self.store, now, self.most)
        again = await try_again(self.store, ids, now) if ids else []
        await notify(self.notifier, again)
        return len(again)

    async def streams(self) -> int:
        """Remove from streams what everybody has passed."""
        return await trim(self.client, self.store.partitions)

    async def _waiting(self) -> int:
        """Messages that workers owe."""
        partitions = self.store.partitions
        return await backlog(self.client, partitions) + await backlog(self.client, partitions, name=BULK)

    async def _in_streams(self) -> int:
        partitions = self.store.partitions
        return await self._waiting() or await backlog(
            self.client, partitions, name=ENRICHMENTS, group=GROUP_APPLY
        )


def _passing(work: Callable[[], Awaitable[object]]) -> Callable[[], Awaitable[None]]:
    """A busy store passes by itself: said in a line, not as a failure."""

    async def do() -> None:
        try:
            await work()
        except Unavailable as error:
            raise NotNow(error.message) from error

    return do
