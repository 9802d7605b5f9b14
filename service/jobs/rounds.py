"""Which messages nobody works on any more: told for each lane by itself, however busy streams are.

Work moves one way: outbox, `messages` or a lane of `bulk`, `enrichments`, store. All of these are read in
order. So a round begins with what was committed by some moment, and sees each of the three pass what it held
when the one before had passed. What is still pending then has been lost. A lane that moves on, however long
it is, ends its rounds; one that stands still, because no worker runs, ends none, and holds up no other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from service.store import Store, outbox
from wire.broker.clients import Client, clock
from wire.broker.progress import owed_since
from wire.broker.streams import (
    ENRICHMENTS,
    GROUP_APPLY,
    GROUP_NLP,
    MESSAGES,
    lane_of,
    lanes,
    partition_in,
    partition_of,
    stream,
)


@dataclass(slots=True)
class Round:
    """One lane's way through. Times are the broker's."""

    before: datetime
    """It decides on what was queued before."""
    filled: int
    """Number of the last row of the outbox when it began; 0: none."""
    relayed: float | None = None
    """By when all of it was on streams."""
    worked: float | None = None
    """By when workers had acknowledged all of it, and so put their answers on `enrichments`."""


@dataclass(slots=True)
class Rounds:
    """A round under way for each lane of each partition."""

    store: Store
    client: Client
    _open: dict[str, Round] = field(default_factory=dict)

    async def ended(self, before: datetime) -> Mapping[str, datetime]:
        """Move all rounds on. Gives the lanes whose round ended, and what it decides: what was queued before.

        New rounds decide on what was queued before `before`, which lies some time back: what a host with a
        slow clock has queued meanwhile would else seem older than it is.
        """
        await self._begin(before)
        await self._past_outbox()
        for partition in range(self.store.partitions):
            await self._past_workers(partition)
        found: dict[str, datetime] = {}
        for partition in range(self.store.partitions):
            found |= await self._past_apply(partition)
        return found

    def forget(self) -> None:
        """Nothing waits: what is under way decides nothing."""
        self._open.clear()

    async def _begin(self, before: datetime) -> None:
        async with self.store.reading() as connection:
            filled = await outbox.last(connection)
        for partition in range(self.store.partitions):
            for lane in lanes(partition):
                self._open.setdefault(lane, Round(before, filled))

    async def _past_outbox(self) -> None:
        async with self.store.reading() as connection:
            first = await outbox.first(connection)
        for partition in range(self.store.partitions):
            now = await self._now(partition)
            for one in self._of(partition).values():
                if one.relayed is None and (first is None or first > one.filled):
                    one.relayed = now

    async def _now(self, partition: int) -> float:
        """The time of the server whose ids it is compared with: all streams of a partition share it."""
        return await clock(self.client, stream(MESSAGES, partition))

    async def _past_workers(self, partition: int) -> None:
        waiting = {lane: one for lane, one in self._of(partition).items() if _at_work(one)}
        if not waiting:
            return
        owed = await owed_since(self.client, stream(MESSAGES, partition), GROUP_NLP)
        for lane, one in waiting.items():
            in_lane = await owed_since(self.client, lane, GROUP_NLP)
            if one.relayed is not None and _passed(owed, one.relayed) and _passed(in_lane, one.relayed):
                one.worked = await self._now(partition)

    async def _past_apply(self, partition: int) -> dict[str, datetime]:
        waiting = {lane: one for lane, one in self._of(partition).items() if one.worked is not None}
        if not waiting:
            return {}
        owed = await owed_since(self.client, stream(ENRICHMENTS, partition), GROUP_APPLY)
        ended = {
            lane: one.before
            for lane, one in waiting.items()
            if one.worked is not None and _passed(owed, one.worked)
        }
        for lane in ended:
            self._open.pop(lane, None)
        return ended

    def _of(self, partition: int) -> dict[str, Round]:
        return {lane: one for lane, one in self._open.items() if partition_in(lane) == partition}


def lane_for(conversation_id: str, author_id: str, partitions: int) -> str:
    """The lane on which work on a message is, where it is not on `messages`."""
    return lane_of(author_id, partition_of(conversation_id, partitions))


def _at_work(one: Round) -> bool:
    return one.relayed is not None and one.worked is None


def _passed(owed: float | None, moment: float) -> bool:
    """Whether all that came up to a moment is done. Entries bear whole milliseconds."""
    return owed is None or owed > moment
