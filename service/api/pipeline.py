"""Whether work gets through to workers and back: looked at all the time, in each web process.

A dead worker, an outbox that is not emptied and a stream that stands still look alike to people: what they
write arrives, and is not translated. Open sockets are told when that begins and ends; `/health`, the list of
languages and metrics say what this saw last, so that no question of a client costs the broker anything.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from redis.exceptions import RedisError

from service.api.languages import Languages, WorkerState, languages_of
from service.errors import Unavailable
from service.realtime.frames import FromServer, PipelineChanged
from service.store import Store, outbox
from wire.broker.clients import Client
from wire.broker.heartbeats import Heartbeat, Living
from wire.broker.progress import owed_by
from wire.broker.streams import ENRICHMENTS, GROUP_APPLY, GROUP_NLP, MESSAGES, keys, name_of
from wire.tasks import pause

LOOK_EVERY = 1.0
LOOK = 2.0
"""Seconds that one look may take; longer, and the broker counts as away."""

WORKED_ON = ((MESSAGES, GROUP_NLP), (ENRICHMENTS, GROUP_APPLY))
"""Streams by which work goes to workers and back, and the group that does it."""

STANDS_STILL = 8.0
"""Seconds without any progress, though there is work, after which something is wrong."""


@dataclass(slots=True)
class Standing:
    """How long something has been the same."""

    value: object = None
    since: float = 0.0

    def seen(self, value: object) -> float:
        """Seconds that it has had this value; 0 where there is none."""
        if value != self.value or value is None:
            self.value, self.since = value, time.monotonic()
        return time.monotonic() - self.since


@dataclass(frozen=True, slots=True, kw_only=True)
class Pipeline:
    """What was seen last. Times are seconds."""

    broker: bool = False
    """Whether it answered."""
    workers: tuple[Heartbeat, ...] = ()
    outbox: int = 0
    """Rows, roughly: from the oldest to the newest number."""
    outbox_stands: float = 0.0
    """Since its oldest row changed, where there is one."""
    oldest: float = 0.0
    """How long the oldest message has waited that workers have not finished."""
    stands: dict[str, float] = field(default_factory=dict)
    """Streams with work, by key: since the oldest of it changed."""

    lag: dict[str, int] = field(default_factory=dict)
    """Entries that are owed, by stream."""

    @property
    def stalled(self) -> tuple[str, ...]:
        """Streams that stand still."""
        return tuple(key for key, seconds in self.stands.items() if seconds >= STANDS_STILL)

    @property
    def outbox_stalled(self) -> bool:
        """Whether events do not get out of the store."""
        return self.outbox_stands >= STANDS_STILL

    @property
    def worker(self) -> WorkerState:
        """As the chat shows it: "absent" wherever translations come later, whatever the reason."""
        return "absent" if self.stalled or self.outbox_stalled else languages_of(self.workers).worker

    @property
    def languages(self) -> Languages:
        """Answer of `/api/languages`."""
        found = languages_of(self.workers)
        return Languages(languages=found.languages, pairs=found.pairs, worker=self.worker)


class PipelineWatch:
    """Looks every second; `told` is called with a frame whenever the chat is to show something else."""

    def __init__(self, store: Store, client: Client, told: Callable[[FromServer], None]) -> None:
        self._store, self._client, self._told = store, client, told
        self._outbox, self._streams = Standing(), dict[str, Standing]()
        self._workers = Living("worker")
        self.last = Pipeline()

    async def run(self, stop: asyncio.Event) -> None:
        """Look until `stop` is set."""
        while not await pause(stop, LOOK_EVERY):
            await self.look()

    async def look(self) -> Pipeline:
        """Look once, now."""
        before, seen = self.last.worker, await self._look()
        self.last = seen
        if seen.worker != before:
            self._told(PipelineChanged(worker=seen.worker))
        return seen

    async def _look(self) -> Pipeline:
        seen = Pipeline()
        try:
            async with asyncio.timeout(LOOK):
                seen = replace(seen, **await self._look_at_outbox())
                return replace(seen, broker=True, **await self._look_at_streams())
        except (RedisError, Unavailable, OSError):  # TimeoutError is an OSError
            return seen

    async def _look_at_outbox(self) -> dict[str, Any]:
        [(first, last)] = await self._store.find(outbox.ENDS)
        rows = last - first + 1 if first is not None else 0
        return {"outbox": rows, "outbox_stands": self._outbox.seen(first)}

    async def _look_at_streams(self) -> dict[str, Any]:
        workers = await self._workers.alive(self._client)
        looked_at = [(key, group) for name, group in WORKED_ON for key in keys(name, self._store.partitions)]
        found = await owed_by(self._client, looked_at)
        stands, lag, oldest = dict[str, float](), dict.fromkeys((MESSAGES, ENRICHMENTS), 0), 0.0
        for (key, _), one in zip(looked_at, found, strict=True):
            stands[key] = self._streams.setdefault(key, Standing()).seen(one.oldest)
            lag[name_of(key)] += one.entries
            oldest = max(oldest, one.waits if name_of(key) == MESSAGES else 0.0)
        return {"workers": tuple(workers), "oldest": oldest, "stands": stands, "lag": lag}
