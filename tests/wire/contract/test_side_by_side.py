"""Commands of one client that run side by side on a cluster do not disturb each other."""

import asyncio

import pytest
from redis.exceptions import RedisError

from tests.brokers import Cluster
from tests.ports import free_port
from wire.broker.clients import connect
from wire.broker.cluster import ClusterClient
from wire.broker.pubsub import ShardedPubSub

WRITE = "redis.call('SET', KEYS[1], ARGV[1]) return 1"


@pytest.fixture
def cluster(brokers: dict) -> Cluster:
    one = brokers["cluster"]
    assert isinstance(one, Cluster)
    one.flush()
    return one


def misled(cluster: Cluster) -> int:
    """Commands that came to a server which has not their key."""
    found = [cluster.ask(number, "INFO", "errorstats") for number in cluster.running()]
    return sum(one.get("errorstat_MOVED", {}).get("count", 0) for one in found)


def test_the_first_commands_of_a_client_wait_for_the_map(cluster):
    async def flow():
        client, before = connect(str(cluster.url)), misled(cluster)
        write = client.register_script(WRITE)
        await asyncio.gather(*[write([f"key-{number}"], [number]) for number in range(60)])
        assert misled(cluster) == before
        await client.aclose()

    asyncio.run(flow())


def test_a_connection_that_another_command_closes_is_a_broker_away_and_no_fault_of_ours(cluster):
    async def flow():
        client = connect(str(cluster.url))
        assert isinstance(client, ClusterClient)
        for _ in range(30):
            closing = [node.disconnect_free_connections() for node in client.get_nodes()]
            asked = [client.set(f"key-{number}", number) for number in range(20)]
            for one in await asyncio.gather(*closing, *asked, return_exceptions=True):
                assert not isinstance(one, BaseException) or isinstance(one, RedisError), repr(one)
        await client.aclose()

    asyncio.run(flow())


def test_a_map_with_holes_or_that_nobody_tells_is_a_broker_away_wherever_it_is_needed(cluster):
    async def flow():
        listening = ShardedPubSub(str(cluster.url), lambda *_: None, lambda _: None)
        await listening.connect()
        assert listening._cluster is not None
        listening._cluster.nodes_manager.slots_cache = {}
        with pytest.raises(RedisError):
            await listening.subscribe(["somebody"])
        await listening.aclose()
        nobody = connect(f"redis+cluster://127.0.0.1:{free_port()}")
        with pytest.raises(RedisError):
            await nobody.nodes_manager.initialize()
        await nobody.aclose()

    asyncio.run(flow())
