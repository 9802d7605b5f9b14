"""Ours: `wire.broker.consumer.Consumer`, as workers and jobs run it, on messages as workers get them."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence

from handed import BATCH, TASK, Done, asked, sent

from wire.broker.clients import add, connect
from wire.broker.consumer import Consumer, Delivery
from wire.broker.streams import GROUP_NLP, MESSAGES, stream
from wire.contracts.codec import decoder
from wire.contracts.events import MessagePosted

what, url, count = asked()
WORK = stream(MESSAGES, 0)
read = decoder(MessagePosted)


async def main() -> None:
    if what == "send":
        client, message = connect(url), read(json.dumps(TASK | {"type": "message_posted"}).encode())
        await sent(count, lambda: add(client, WORK, message))
        await client.aclose()
        return
    done = Done(count)

    async def empty(batch: Sequence[Delivery[MessagePosted]]) -> None:
        for _ in batch:
            done.one()

    consumer = Consumer(
        url, group=GROUP_NLP, name="one", streams=[WORK], decode=read, handle=empty, batch=BATCH
    )
    await consumer.run(asyncio.Event())


asyncio.run(main())
