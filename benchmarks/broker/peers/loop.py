"""The bound, and no rival: XADD, XREADGROUP and XACK in a tight loop, bytes that nobody reads."""

from __future__ import annotations

import asyncio
import json

from handed import BATCH, TASK, Done, asked, sent
from redis.asyncio import Redis

what, url, count = asked()
BODY = json.dumps(TASK).encode()


async def main() -> None:
    client, done = Redis.from_url(url), Done(count)
    if what == "send":
        await sent(count, lambda: client.xadd("work", {b"body": BODY}))
        return
    await client.xgroup_create("work", "workers", id="0", mkstream=True)
    while True:
        for stream, entries in await client.xreadgroup("workers", "one", {"work": ">"}, BATCH, 2000):
            for _ in entries:
                done.one()
            await client.xack(stream, "workers", *(entry_id for entry_id, _ in entries))


asyncio.run(main())
