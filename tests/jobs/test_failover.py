"""A primary dies and takes along what its replica never got: the store asks for it again."""

import asyncio
import os
import signal
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from redis.exceptions import RedisError
from sqlalchemy import update

from service.jobs import reconcile, relay
from service.jobs.stages import for_workers
from service.store import tables
from tests.brokers import Cluster
from tests.jobs.tools import client_of, posted, until
from tests.store.databases import sqlite_database, world
from wire.broker.streams import MESSAGES, stream

KEY = stream(MESSAGES, 0)


async def sent(store, client) -> None:
    """The outbox is emptied, however often the broker is away meanwhile."""
    while True:
        try:
            if not await relay.relay_once(store, client, for_workers(store, client)):
                return
        except (RedisError, OSError):
            await asyncio.sleep(0.1)


async def grown_old(store) -> None:
    async with store.writing() as connection:
        a_minute_ago = datetime.now(UTC) - timedelta(minutes=1)
        await connection.execute(update(tables.messages).values(queued_at=a_minute_ago))


def dies_alone(cluster: Cluster, lose) -> None:
    """While the replica stands still, something is written; then the primary dies and the replica goes on."""
    primary = cluster.primary_of(KEY)
    replica = cluster.servers[(primary + 3) % 6]
    os.kill(replica._process.pid, signal.SIGSTOP)
    cluster.ask(primary, "CLIENT", "KILL", "TYPE", "REPLICA")  # what lay in its buffer would still be read
    lose()
    cluster.servers[primary].terminate()
    os.kill(replica._process.pid, signal.SIGCONT)


def test_what_a_dead_primary_took_along_is_asked_for_again(tmp_path):
    with tempfile.TemporaryDirectory(prefix="duo-") as folder:
        cluster = Cluster(Path(folder), replicas=1)
        try:
            database = sqlite_database(tmp_path, redis_url=cluster.url)
            database.run(lambda store: story(store, database.settings, cluster))
        finally:
            cluster.stop()


async def story(store, settings, cluster) -> None:
    here = await world(store, settings)
    async with client_of(settings.broker_url) as client:
        kept = (await here.post(here.ana)).mine
        await sent(store, client)
        await until(lambda: in_step(cluster))
        loop = asyncio.get_running_loop()

        async def write() -> list[str]:
            ids = [(await here.post(here.ana)).mine.id for _ in range(3)]
            await sent(store, client)
            assert await client.xlen(KEY) == 4
            return ids

        lost: list[str] = []

        def lose() -> None:
            lost.extend(asyncio.run_coroutine_threadsafe(write(), loop).result(60))

        await asyncio.to_thread(dies_alone, cluster, lose)
        await until(lambda: answers(client))
        assert [one.message_id for one in await posted(client)] == [kept.id], "the broker has lost the others"
        await client.xtrim(KEY, maxlen=0)  # what is left is worked on
        reconciler = reconcile.Reconciler(store, client)
        await grown_old(store)
        await until(lambda: queued_again(store, client, reconciler, lost))


async def in_step(cluster: Cluster) -> bool:
    _, written, replicas = (await asyncio.to_thread(cluster.ask, cluster.primary_of(KEY), "ROLE"))[:3]
    return bool(replicas) and int(replicas[0][2]) >= int(written)


async def answers(client) -> bool:
    try:
        return bool(await client.xlen(KEY))
    except (RedisError, OSError):
        return False


async def queued_again(store, client, reconciler, lost: list[str]) -> bool:
    await reconciler.requeue_orphaned()
    await sent(store, client)
    return set(lost) <= {one.message_id for one in await posted(client)}
