"""What a consumer group has delivered and not acknowledged: looked at, claimed, taken over, acknowledged.

All ids are text. Nothing here takes an entry from a living consumer: claims are made only for entries that
are ours at that moment, or that nobody has touched for a given time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from msgspec import Struct
from redis.exceptions import ResponseError

from wire.broker.clients import Client, text_of
from wire.broker.streams import BODY

PAGE = 100


class Entry(Struct, frozen=True):
    """One entry as it lies on a stream. `deliveries` counts this delivery too."""

    stream: str
    entry_id: str
    body: bytes
    deliveries: int


@dataclass(frozen=True, slots=True)
class Pending:
    """The unacknowledged entries of one group, seen as one of its consumers."""

    client: Client
    group: str
    name: str

    async def mine(self, stream: str) -> dict[str, int]:
        """All that is pending for this consumer: id to number of deliveries, lowest id first."""
        return await self._rows(stream, consumername=self.name)

    async def take_over(self, stream: str, idle: float) -> dict[str, int]:
        """Make ours what no consumer has touched for `idle` seconds: id to number of deliveries.

        Counts no delivery; the broker decides races. XAUTOCLAIM does the same in one step, but it gives no
        number of deliveries, and redis-py drops its cursor where none is to be counted.
        """
        longest = int(idle * 1000)
        found = await self._rows(stream, idle=longest)
        taken: dict[str, int] = {}
        for start in range(0, len(found), PAGE):
            page: list[Any] = list(found)[start : start + PAGE]
            claimed = await self.client.xclaim(stream, self.group, self.name, longest, page, justid=True)
            taken |= {one: found[one] for one in map(text_of, claimed)}
        return taken

    async def owned(self, stream: str, ids: Iterable[str]) -> dict[str, int]:
        """Those of `ids` that are still pending for this consumer, with their number of deliveries."""
        pipeline = self.client.pipeline(transaction=False)
        for one in ids:
            pipeline.xpending_range(stream, self.group, one, one, 1, consumername=self.name)
        rows = [row for found in await pipeline.execute() for row in found]
        return {text_of(row["message_id"]): int(row["times_delivered"]) for row in rows}

    async def hold(self, stream: str, ids: Iterable[str]) -> None:
        """Say that these are still being worked on, so that nobody takes them over. Counts no delivery.

        A group that is gone holds nothing: whoever reads next makes it anew.
        """
        try:
            still: list[Any] = list(await self.owned(stream, ids))
            if still:
                await self.client.xclaim(stream, self.group, self.name, 0, still, justid=True)
        except ResponseError as error:
            if "NOGROUP" not in str(error):
                raise

    async def deliver(self, stream: str, entry_id: str) -> Entry | None:
        """Deliver one pending entry of ours once more, and count it. None where it is gone or another's."""
        before = (await self.owned(stream, [entry_id])).get(entry_id)
        if before is None:
            return None
        found: Any = await self.client.xclaim(stream, self.group, self.name, 0, [entry_id])
        for _, fields in found:
            if fields is not None:
                return Entry(stream, entry_id, body_of(fields), before + 1)
        await self.ack(stream, [entry_id])
        return None

    async def ack(self, stream: str, ids: Iterable[str]) -> None:
        """These are done for this group."""
        await self.client.xack(stream, self.group, *ids)

    async def _rows(self, stream: str, **options: Any) -> dict[str, int]:
        found: dict[str, int] = {}
        start = "-"
        while True:
            rows = await self.client.xpending_range(stream, self.group, start, "+", PAGE, **options)
            found |= {text_of(row["message_id"]): int(row["times_delivered"]) for row in rows}
            if len(rows) < PAGE:
                return found
            start = "(" + text_of(rows[-1]["message_id"])


def body_of(fields: Mapping[bytes, bytes]) -> bytes:
    """The event in an entry's fields; an entry without one gives what is no event."""
    return fields.get(BODY, b"")
