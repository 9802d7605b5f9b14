"""Repair of what waits: messages lost on their way, looked at by somebody, or failed in passing."""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from service.enrichment.backfill import failed_in_passing, looked_at, prioritise, try_again
from service.enrichment.orphaned import any_overdue, overdue, requeue
from service.jobs.rounds import Rounds, lane_for
from service.store import Store
from wire.broker.clients import Client
from wire.broker.lag import backlog
from wire.broker.layout import partitions_in_force
from wire.broker.streams import BULK, HURRIED
from wire.broker.trim import KEPT_FOR, trim

log = logging.getLogger(__name__)

PENDING_FOR = 30.0
"""Seconds after which a message that no stream holds counts as lost."""

MOST = 100
"""Lost messages taken up in one run."""

SCANNED = 5000
"""Pending messages looked at in one run."""

PRIORITISED_AFTER, PRIORITISED_AT_ONCE = 3.0, 16
"""Seconds after which a message that somebody waits for is asked for a second time; and how many are.

So many may be on `hurried` at a time: while no worker runs nothing piles up.
"""

REMEMBERED = 2000
"""Messages that are known to have been prioritised; an older one would only be asked for a third time."""


@dataclass(slots=True)
class Reconciler:
    """Repairs that need the broker. Two at once do no harm: each looks again in its transaction."""

    store: Store
    client: Client
    pending_for: float = PENDING_FOR
    kept_for: float = KEPT_FOR
    """Seconds that an entry of a stream waits for a group that does not come."""
    most: int = MOST
    known: OrderedDict[str, None] = field(default_factory=OrderedDict)
    """Messages that this process has prioritised, the oldest first."""
    scanned_to: str = ""
    """Id of the pending message that the last look ended with; empty: it has seen all."""
    rounds: Rounds = field(init=False)

    def __post_init__(self) -> None:
        self.rounds = Rounds(self.store, self.client)

    async def requeue_orphaned(self) -> int:
        """Queue lost messages again, or give them up. How many were queued.

        Each message counts by itself from `pending_for` seconds after it was queued: it is lost when all that
        it may be on has passed it, see `rounds`. The most recently active conversations come first.
        """
        now = datetime.now(UTC)
        before = now - timedelta(seconds=self.pending_for)
        if not await any_overdue(self.store, before):
            self.rounds.forget()
            return 0
        ended = await self.rounds.ended(before)
        ids = await self._passed_by(ended) if ended else []
        if not ids:
            return 0
        done = await requeue(self.store, ids, before, now)
        log.warning("%s lost messages queued again, %s given up", done.queued, len(done.failed))
        return done.queued

    async def _passed_by(self, ended: Mapping[str, datetime]) -> list[str]:
        """Ids of pending messages on which rounds have decided; at most `most`, of at most `SCANNED`.

        Where more wait, the next look goes on behind them, and begins again at the end.
        """
        partitions = await partitions_in_force(self.client, self.store.partitions)
        waiting = await overdue(self.store, max(ended.values()), self.scanned_to, SCANNED)
        self.scanned_to = waiting[-1].id if len(waiting) == SCANNED else ""
        lost = [
            one
            for one in waiting
            if (before := ended.get(lane_for(one.conversation_id, one.author_id, partitions)))
            and one.is_overdue(before)
        ]
        lost.sort(key=lambda one: (one.active_at, one.conversation_id, one.seq), reverse=True)
        return [one.id for one in lost[: self.most]]

    async def prioritise_awaited(self) -> int:
        """While work waits, ask first for what a reader has on the screen. How many were asked for."""
        partitions = self.store.partitions
        asked = await backlog(self.client, partitions, name=HURRIED)
        if asked >= PRIORITISED_AT_ONCE or not await self._waiting():
            return 0
        before = datetime.now(UTC) - timedelta(seconds=PRIORITISED_AFTER)
        ids = await looked_at(self.store, before, self.known, PRIORITISED_AT_ONCE)
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
        return len(again)

    async def streams(self) -> int:
        """Remove from streams what everybody has passed, and what somebody has owed for too long."""
        return (await trim(self.client, self.store.partitions, self.kept_for)).removed

    async def _waiting(self) -> int:
        """Messages that workers owe."""
        partitions = self.store.partitions
        return await backlog(self.client, partitions) + await backlog(self.client, partitions, name=BULK)
