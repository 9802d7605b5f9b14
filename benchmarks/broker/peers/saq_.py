"""SAQ: a job lies in a list of what is active until its end is written; a sweep brings back what was left."""

from __future__ import annotations

import asyncio
from typing import Any

from handed import BATCH, TASK, Done, asked, sent
from saq import Queue, Worker

what, url, count = asked()
queue = Queue.from_url(url)
done = Done(count)


async def empty(context: Any, **task: Any) -> None:
    done.one()


async def main() -> None:
    await queue.connect()
    if what == "send":
        await sent(count, lambda: queue.enqueue("empty", **TASK))
        await queue.disconnect()
    else:
        await Worker(queue, functions=[("empty", empty)], concurrency=BATCH).start()


asyncio.run(main())
