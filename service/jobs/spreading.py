"""On which partition a message goes: by what holds when it leaves, not by what its writer was set to."""

from __future__ import annotations

from collections.abc import Sequence

from service.jobs.routing import message_of
from service.store.outbox import Row
from wire.broker.layout import Layout
from wire.broker.streams import name_of, partition_of, stream


async def spread(layout: Layout, rows: Sequence[Row]) -> list[Row]:
    """Rows with messages on the partitions that hold now; all others as they are.

    Called by one relay at a time, which sends them before another is called.
    """
    partitions = await layout.partitions() if rows else 1
    return [_placed(row, partitions) for row in rows]


def _placed(row: Row, partitions: int) -> Row:
    message = message_of(row)
    if message is None:
        return row
    partition = partition_of(message.conversation_id, partitions)
    key = stream(name_of(row.stream), partition)
    return row if key == row.stream else row.on(key)
