"""Repair, each on its timer: lost work, ended sign-ins, SQLite's log, the length of streams."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from service.actions.lost import all_sent, mend, overdue
from service.actions.sessions import forget_expired
from service.bell import Bell
from service.duties.apply import ring
from service.errors import Unavailable
from service.store import Store
from service.wire import supervise
from service.wire.broker import Client
from service.wire.errors import NotNow
from service.wire.streams import ENRICHMENTS, GROUP_APPLY
from service.wire.trim import backlog, trim

log = logging.getLogger(__name__)

PENDING_FOR = 30.0
"""Seconds after which a message that no stream holds counts as lost."""

MOST = 100
"""Lost messages taken up in one sweep."""

TRIM_EVERY, CHECKPOINT_EVERY, SESSIONS_EVERY = 30.0, 60.0, 600.0


async def run(
    store: Store,
    client: Client,
    bell: Bell,
    *,
    stop: asyncio.Event,
    every: float = 10.0,
    pending_for: float = PENDING_FOR,
) -> None:
    """Look for lost work each `every` seconds, and do the rest each on its timer, until stopped."""
    sweep = Sweep(store, client, bell, pending_for)
    timers: dict[str, tuple[float, Callable[[], Awaitable[object]]]] = {
        "sweeping lost messages": (every, sweep.lost),
        "trimming streams": (TRIM_EVERY, sweep.streams),
        "checkpoint": (CHECKPOINT_EVERY, store.checkpoint),
        "forgetting sign-ins": (SESSIONS_EVERY, lambda: forget_expired(store)),
    }
    async with asyncio.TaskGroup() as group:
        for name, (seconds, work) in timers.items():
            group.create_task(supervise.every(seconds, name, _passing(work), stop))


@dataclass(frozen=True, slots=True)
class Sweep:
    """Repairs that need the broker. Several processes may sweep: each looks again in its transaction."""

    store: Store
    client: Client
    bell: Bell
    pending_for: float = PENDING_FOR
    most: int = MOST

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
        mended = await mend(self.store, ids, before, now)
        log.warning("%s lost messages queued again, %s given up", mended.queued, len(mended.failed))
        await ring(self.bell, mended.failed)
        return mended.queued

    async def streams(self) -> int:
        """Remove from streams what everybody has passed."""
        return await trim(self.client, self.store.partitions)

    async def _in_streams(self) -> int:
        partitions = self.store.partitions
        waiting = await backlog(self.client, partitions)
        return waiting or await backlog(self.client, partitions, name=ENRICHMENTS, group=GROUP_APPLY)


def _passing(work: Callable[[], Awaitable[object]]) -> Callable[[], Awaitable[None]]:
    """A busy store passes by itself: said in a line, not as a failure."""

    async def do() -> None:
        try:
            await work()
        except Unavailable as error:
            raise NotNow(error.message) from error

    return do
