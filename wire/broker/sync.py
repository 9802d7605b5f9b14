"""The broker from a thread of its own, without an event loop: a single server, by Sentinel, or a cluster."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import redis
from redis.backoff import NoBackoff
from redis.cluster import ClusterNode, RedisCluster
from redis.retry import Retry
from redis.sentinel import Sentinel

from wire.broker.clients import options_of
from wire.broker.cluster import connecting
from wire.contracts.broker_address import BrokerAddress, parse

Pipe = Any
"""redis-py's pipeline: its methods are typed for both clients at once."""


class SyncClient:
    """Belongs to one thread. Connects at first use. Args: `tries` again, at once, where a connection broke.

    Raises `redis.exceptions.RedisError` where the broker is away, whichever it is.
    """

    def __init__(self, url: str, timeout: float, tries: int = 1) -> None:
        self._address, self._timeout, self._tries = parse(url), timeout, tries
        self._client: redis.Redis | RedisCluster | None = None

    def run(self, queue: Any) -> list[Any]:
        """Answers of what `queue(pipe)` puts into a pipeline; its keys may lie in any slots."""
        with connecting(), self._opened().pipeline(transaction=False) as pipe:
            queue(pipe)
            return list(pipe.execute())

    def eval(self, script: str, keys: Sequence[str], args: Sequence[Any] = ()) -> Any:
        """What a script answers. All its keys lie in one slot."""
        with connecting():
            return self._opened().eval(script, len(keys), *keys, *args)

    def close(self) -> None:
        """Let go of the connections. Idempotent."""
        if self._client is not None:
            self._client.close()
        self._client = None

    def _opened(self) -> redis.Redis | RedisCluster:
        if self._client is None:
            self._client = _open(self._address, self._timeout, self._tries)
        return self._client


def _open(address: BrokerAddress, timeout: float, tries: int) -> redis.Redis | RedisCluster:
    options: dict[str, Any] = {
        "socket_timeout": timeout,
        "socket_connect_timeout": timeout,
        "retry": Retry(NoBackoff(), tries),
    }
    if address.kind == "cluster":
        nodes = [
            ClusterNode(host, port)  # type: ignore[no-untyped-call]
            for host, port in address.nodes
        ]
        return RedisCluster(startup_nodes=nodes, **{**options_of(address), **options})
    if address.kind == "sentinel":
        return _by_sentinel(address, options)
    return redis.Redis.from_url(address.url, **options)


def _by_sentinel(address: BrokerAddress, options: dict[str, Any]) -> redis.Redis:
    own = options_of(address)
    asking = {name: value for name, value in {**own, **options}.items() if name.startswith(("ssl", "socket"))}
    login = dict(address.sentinel_login)
    sentinel = Sentinel(list(address.nodes), sentinel_kwargs={**asking, **login}, **{**own, **options})  # type: ignore[no-untyped-call]
    client: redis.Redis = sentinel.master_for(address.service)  # type: ignore[no-untyped-call]
    return client
