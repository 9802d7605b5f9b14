"""One consumer per partition of a stream that web processes read, in group `apply` unless named."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from wire.broker.consumer import Consumer, Delivery
from wire.broker.streams import GROUP_APPLY, keys
from wire.contracts.codec import decoder
from wire.contracts.settings import Settings

T = TypeVar("T")

BATCH = 64
"""Entries handled at once: enrichments are applied in one transaction."""

BLOCK = 2.0
"""Seconds that one read waits for entries."""


async def consume(
    settings: Settings,
    name: str,
    of: str,
    kind: type[T],
    handle: Callable[[Sequence[Delivery[T]]], Awaitable[None]],
    *,
    stop: asyncio.Event,
    group: str = GROUP_APPLY,
) -> None:
    """Consume stream `of`, entries of `kind`, under the stable consumer name `name` until stopped."""
    async with asyncio.TaskGroup() as tasks:
        for key in keys(of, settings.partitions):
            consumer = Consumer(
                settings.broker_url,
                group=group,
                name=name,
                streams=(key,),
                decode=decoder(kind),
                handle=handle,
                batch=BATCH,
                block=BLOCK,
                reclaim_after=settings.reclaim_after,
                max_deliveries=settings.max_deliveries,
            )
            tasks.create_task(consumer.run(stop))
