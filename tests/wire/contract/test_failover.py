"""A server of the broker goes in mid-traffic, its replica takes over: nothing is lost, nobody stays deaf."""

import asyncio
import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from redis.exceptions import RedisError

from tests.brokers import Cluster, SentinelPair
from tests.brokers import until as wait_until
from tests.realtime.registries import connections, joined, sign, taken
from tests.wire.consuming import SECOND, Seen, consumer, pending, running, until
from wire.broker.clients import connect
from wire.broker.streams import BODY, person_channel

MANY = 240


class ClusterFails:
    """Three primaries, each with a replica."""

    def __init__(self, folder: Path) -> None:
        self.broker = Cluster(folder, replicas=1)

    def gently(self) -> None:
        """The replica asks its primary to hand over."""
        self.broker.ask(self._replica(SECOND), "CLUSTER", "FAILOVER")

    def killed(self, key: str = SECOND) -> None:
        """The primary dies when its replica has all that it has."""
        primary = self.broker.primary_of(key)
        in_step(lambda: self.broker.ask(primary, "ROLE"))
        self.broker.servers[primary].terminate()

    def _replica(self, key: str) -> int:
        first = self.broker.primary_of(key)
        return (first + 3) % 6


class SentinelFails:
    """A server and its replica."""

    def __init__(self, folder: Path) -> None:
        self.broker = SentinelPair(folder)

    def gently(self) -> None:
        self.broker.tell("SENTINEL", "FAILOVER", "duologue", "COORDINATED")

    def killed(self, key: str = SECOND) -> None:
        primary = self.broker.primary()
        in_step(lambda: self.broker.ask(primary, "ROLE"))
        self.broker.servers[primary].terminate()


def in_step(role) -> None:
    """Until the replica has said that it has what its primary has written."""

    def said() -> bool:
        _, written, replicas = role()[:3]
        return bool(replicas) and all(int(one[2]) >= int(written) for one in replicas)

    wait_until(said, "a replica in step")


@pytest.fixture(params=[ClusterFails, SentinelFails], ids=["cluster", "sentinel"])
def failing(request: pytest.FixtureRequest) -> Iterator[ClusterFails | SentinelFails]:
    with tempfile.TemporaryDirectory(prefix="duo-") as folder:
        one = request.param(Path(folder))
        try:
            yield one
        finally:
            one.broker.stop()


async def posting(client, numbers, written: list[str], pause: float = 0.005) -> None:
    """As the relay does: what the broker has not taken is sent again."""
    for number in numbers:
        while True:
            try:
                await client.xadd(SECOND, {BODY: str(number)})
                break
            except (RedisError, OSError):
                await asyncio.sleep(0.05)
        written.append(str(number))
        await asyncio.sleep(pause)


@pytest.mark.parametrize("how", ["gently", "killed"])
def test_a_failover_in_mid_traffic_loses_nothing(failing, how):
    async def flow():
        client = connect(failing.broker.url)

        async def breathe(values):
            await asyncio.sleep(0.01)

        seen, written = Seen(breathe), []
        async with running(consumer(failing.broker.url, seen, batch=4, block=0.5, reclaim_after=1.0)):
            await posting(client, range(MANY // 2), written)
            await until(lambda: len(seen.values) > 8)
            if how == "gently":
                more = asyncio.create_task(posting(client, range(MANY // 2, MANY), written))
                await asyncio.to_thread(failing.gently)
                await more
            else:  # what a primary has taken and its replica has not is lost: the store asks for it again
                await asyncio.to_thread(failing.killed)
                await posting(client, range(MANY // 2, MANY), written)
            await until(lambda: set(written) <= set(seen.values))

            async def settled() -> bool:
                with contextlib.suppress(RedisError, OSError):
                    return await pending(client) == 0
                return False

            await until(settled)
        assert len(written) == MANY
        await client.aclose()

    asyncio.run(flow())


def test_who_listens_hears_again_and_knows_that_something_was_missed(failing):
    async def flow():
        url = failing.broker.url
        async with connections(url) as here, connections(url) as there:
            queue = await joined(here, "person-1")
            await there.notify("person-1", sign("before"))
            assert await taken(queue) == ["before"]
            await asyncio.to_thread(failing.killed, person_channel("person-1"))
            await asyncio.wait_for(queue.missed.wait(), 90)
            await there.notify("person-1", sign("after"))
            assert await taken(queue) == ["after"]

    asyncio.run(flow())
