"""What one process at a time does for all, and pub/sub: of a store and a broker by themselves.

Rates are by the CPU of all that have a part in it, in seconds: one waits for the other, none runs beside it,
so this is how long it takes on a machine that does nothing else.
"""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

from benchmarks.peers.processes import cpu_of
from benchmarks.search import INDEXED, Town, index, settle, unindexed
from service.jobs.relay import relay_once
from service.jobs.stages import for_workers
from service.messaging.messages import post_message
from service.store import Store
from wire.broker.clients import Client, connect
from wire.broker.pubsub import ShardedPubSub
from wire.broker.scripts import Call, ManyCalls
from wire.broker.streams import person_channel
from wire.contracts.ids import new_id
from wire.contracts.settings import Settings

Rates = dict[str, float]
POSTS, AT_ONCE = 4_000, 50
TOLD, TOLD_AT_ONCE, PEOPLE, SIZE = 20_000, 20, 200, 600
"""Envelopes, how many share a round trip, people who hear them, and bytes of each."""
SAID = ManyCalls("return redis.call('SPUBLISH', KEYS[1], ARGV[1])")


async def measure(home: Path, database: str, broker: str, valkey: int, pids: list[int]) -> Rates:
    """`valkey` is the process of the broker, `pids` all processes that have a part in it."""
    settings = Settings(home=home, database_url=database, redis_url=broker)
    store, client = await Store.open(settings), connect(broker)
    try:
        town = Town()
        await settle(store, town)
        await _post(store, settings, town)
        before = cpu_of(pids)
        await _relay(store, client)
        found = {"relayed_per_second": round(POSTS / (cpu_of(pids) - before), 0)}
        await unindexed(store, town)
        before = cpu_of(pids)
        await index(store)
        found["indexed_per_second"] = round(INDEXED / (cpu_of(pids) - before), 0)
        return found | await _told(broker, valkey)
    finally:
        await store.close()
        await client.aclose()


async def _post(store: Store, settings: Settings, town: Town) -> None:
    """Messages that nobody relays yet."""
    for start in range(0, POSTS, AT_ONCE):
        talks = [town.talks[(start + number) % len(town.talks)] for number in range(AT_ONCE)]
        posts = [
            post_message(store, settings, one, talk, text=town.said(), client_id=new_id())
            for talk, one, _ in talks
        ]
        await asyncio.gather(*posts)


async def _relay(store: Store, client: Client) -> None:
    """All rows of the messages from the store to the streams, as the one relay whose turn it is does."""
    stages = for_workers(store, client)
    while await relay_once(store, client, stages):
        pass


async def _told(broker: str, valkey: int) -> Rates:
    """CPU milliseconds of an envelope that another process hears: of the broker, and of both processes."""
    heard, all_heard = 0, asyncio.Event()
    channels = [person_channel(f"p{number}") for number in range(PEOPLE)]
    confirmed: set[str] = set()

    def hear(_: str, body: bytes) -> None:
        nonlocal heard
        heard += 1
        if heard == TOLD:
            all_heard.set()

    listening, client = ShardedPubSub(broker, hear, confirmed.add), connect(broker)
    await listening.connect()
    running = asyncio.create_task(listening.run())
    await listening.subscribe(channels)
    while len(confirmed) < PEOPLE:  # noqa: ASYNC110 - the listener tells, and need not know who waits
        await asyncio.sleep(0.01)
    before = cpu_of([valkey]), time.process_time()
    for start in range(0, TOLD, TOLD_AT_ONCE):
        calls = [Call([channels[(start + n) % PEOPLE]], [b"x" * SIZE]) for n in range(TOLD_AT_ONCE)]
        await SAID.run(client, calls)
    async with asyncio.timeout(30):
        await all_heard.wait()
    spent = cpu_of([valkey]) - before[0], time.process_time() - before[1]
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    await listening.aclose()
    await client.aclose()
    return {
        name: round(used * 1000 / TOLD, 4)
        for name, used in zip(("told_broker_ms", "told_serve_ms"), spent, strict=True)
    }
