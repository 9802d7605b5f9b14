"""How many partitions messages are spread over now: what the broker says, not what one host is set to.

`DUOLOGUE_PARTITIONS` may be raised, on one host after the other. A conversation has another partition then,
and what it has on the old one must be worked on before anything comes on the new one. So messages stay on the
old partitions until those are drained, and go to the new ones from the next message on. Who spreads messages
takes turns with all others who do; nobody sends between the look and the change.
"""

from __future__ import annotations

import asyncio
import logging

from wire.broker.clients import Client
from wire.broker.lag import backlog
from wire.broker.streams import ENRICHMENTS, GROUP_APPLY, GROUP_NLP, HURRIED, MESSAGES

log = logging.getLogger(__name__)

KEY = "partitions"

DRAINS = ((MESSAGES, GROUP_NLP), (HURRIED, GROUP_NLP), (ENRICHMENTS, GROUP_APPLY))
"""Streams that must be empty, by the group that keeps their order. `bulk` keeps none."""

LOOK_EVERY = 0.2
"""Seconds between two looks whether they are."""

SAY_EVERY = 60.0
"""Seconds between two lines in the log while it does not come to that."""


async def partitions_in_force(client: Client, wanted: int) -> int:
    """The number that holds now; `wanted` from now on where none was said yet."""
    found = await client.set(KEY, wanted, nx=True, get=True)
    return int(found) if found is not None else wanted


class Layout:
    """Moves messages on to more partitions, for one process that is set to `wanted`."""

    def __init__(self, client: Client, wanted: int) -> None:
        self._client, self._wanted = client, wanted
        self._looked, self._said = 0.0, 0.0

    async def partitions(self) -> int:
        """Over how many partitions the next messages go. Raises redis errors as they are."""
        now = await partitions_in_force(self._client, self._wanted)
        if now == self._wanted:
            return now
        if now > self._wanted:
            self._say(f"is {self._wanted} here, and {now} elsewhere: no reader here takes part in the others")
            return now
        if not await self._drained(now):
            return now
        await self._client.set(KEY, self._wanted)
        log.warning("messages go to %s partitions from now on, to %s before", self._wanted, now)
        return self._wanted

    async def _drained(self, partitions: int) -> bool:
        clock = asyncio.get_running_loop().time()
        if clock - self._looked < LOOK_EVERY:
            return False
        self._looked = clock
        for name, group in DRAINS:
            if await backlog(self._client, partitions, name=name, group=group):
                self._say(f"is {self._wanted} now: messages stay on {partitions} until those are drained")
                return False
        return True

    def _say(self, what: str) -> None:
        clock = asyncio.get_running_loop().time()
        if not self._said or clock - self._said >= SAY_EVERY:
            self._said = clock
            log.warning("DUOLOGUE_PARTITIONS %s", what)
