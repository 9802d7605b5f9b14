"""Interactive requests on their way to a worker: straight to the broker, past the store, or not at all."""

from __future__ import annotations

import asyncio

from redis.exceptions import RedisError

from service.api.context import AppContext
from service.errors import Unavailable
from wire.broker.interactive import ask
from wire.broker.streams import REQUESTS, partition_of, stream
from wire.contracts.events import PreviewAsked

WITHIN = 0.5
"""Seconds that the broker gets to take a request; the socket serves nothing else meanwhile."""


async def put(context: AppContext, asked: PreviewAsked) -> None:
    """Hand a request to the workers.

    Raises:
        Unavailable: the broker is away or slow.
    """
    key = stream(REQUESTS, partition_of(asked.conversation_id, context.settings.partitions))
    try:
        async with asyncio.timeout(WITHIN):
            await ask(context.client, key, asked)
    except (RedisError, OSError) as error:  # TimeoutError is an OSError
        raise Unavailable("Workers cannot be asked just now. Try again in a while.") from error
