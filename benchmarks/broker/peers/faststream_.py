"""FastStream on a Redis stream with a group: acknowledged when the handler has returned."""

from __future__ import annotations

import asyncio
from typing import Any

from faststream import AckPolicy
from faststream.redis import RedisBroker, StreamSub
from handed import BATCH, TASK, Done, asked, sent

what, url, count = asked()
broker = RedisBroker(url, logger=None)
done = Done(count)
WORK = StreamSub(
    "work", group="workers", consumer="one", last_id="0", max_records=BATCH, polling_interval=100
)


async def empty(task: dict[str, Any]) -> None:
    done.one()


async def main() -> None:
    if what == "send":
        await broker.connect()
        await sent(count, lambda: broker.publish(TASK, stream="work"))
        await broker.stop()
    else:
        broker.subscriber(stream=WORK, ack_policy=AckPolicy.NACK_ON_ERROR)(empty)
        await broker.start()
        await asyncio.Event().wait()


asyncio.run(main())
