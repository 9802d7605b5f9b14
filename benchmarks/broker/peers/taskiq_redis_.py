"""taskiq on a Redis stream: acknowledged when the result is saved, which here is at once."""

from __future__ import annotations

import asyncio
from typing import Any

from handed import BATCH, TASK, Done, asked, sent
from taskiq.api import run_receiver_task
from taskiq_redis import RedisStreamBroker

what, url, count = asked()
broker = RedisStreamBroker(url=url, queue_name="work", xread_count=BATCH)
done = Done(count)


@broker.task(task_name="empty")
async def empty(**task: Any) -> None:
    done.one()


async def main() -> None:
    broker.is_worker_process = what == "work"
    await broker.startup()
    if what == "send":
        await sent(count, lambda: empty.kiq(**TASK))
        await broker.shutdown()
    else:
        await run_receiver_task(broker)


asyncio.run(main())
