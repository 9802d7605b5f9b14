"""Interactive requests on their way to a worker: straight to the broker, past the store, or not at all."""

from __future__ import annotations

import asyncio

from redis.exceptions import RedisError

from service.errors import Unavailable
from service.web.house import House
from service.wire.asking import ask
from service.wire.events import PreviewAsked
from service.wire.streams import REQUESTS, partition_of, stream

WITHIN = 0.5
"""Seconds that the broker gets to take a request; the socket serves nothing else meanwhile."""


async def put(house: House, asked: PreviewAsked) -> None:
    """Hand a request to the workers.

    Raises:
        Unavailable: the broker is away or slow.
    """
    key = stream(REQUESTS, partition_of(asked.conversation_id, house.settings.partitions))
    try:
        async with asyncio.timeout(WITHIN):
            await ask(house.client, key, asked)
    except (RedisError, OSError) as error:  # TimeoutError is an OSError
        raise Unavailable("Workers cannot be asked just now. Try again in a while.") from error
