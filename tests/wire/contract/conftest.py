"""One contract for all brokers: each test here runs on a single server, by Sentinel and on a cluster."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.brokers import Cluster, SentinelPair


@pytest.fixture(scope="session")
def brokers() -> Iterator[dict[str, Cluster | SentinelPair]]:
    """Started when first asked for, each once."""
    with tempfile.TemporaryDirectory(prefix="duo-") as folder:
        made: dict[str, Cluster | SentinelPair] = {}
        try:
            made["cluster"] = Cluster(Path(folder) / "c")
            made["sentinel"] = SentinelPair(Path(folder) / "s")
            yield made
        finally:
            for one in made.values():
                one.stop()


@pytest.fixture(params=["single", "sentinel", "cluster"])
def broker_url(request: pytest.FixtureRequest, single_url: str) -> str:
    """URL of an empty broker of each kind."""
    if request.param == "single":
        return single_url
    one = request.getfixturevalue("brokers")[request.param]
    one.flush()
    return str(one.url)


@pytest.fixture
def single_url(valkey: str) -> str:
    """URL of an empty single server."""
    import redis

    with redis.Redis.from_url(valkey) as client:
        client.flushall()
    return valkey
