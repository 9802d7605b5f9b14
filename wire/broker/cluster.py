"""A cluster's client, told apart from a single server's in as few places as can be.

redis-py raises `RedisClusterException`, which is no `RedisError`, where no node answers or a slot has no
server at the moment. Callers know one kind of "the broker is away": those become `ConnectionError` here. What
is left of `RedisClusterException` is a mistake of ours, such as keys of two slots in one command.

Three habits of redis-py 8.1 are turned off here, as commands of one client run side by side:
- a command before the map is known goes to any node, which refuses it: here it waits for the map;
- every fifth such refusal closes all connections, also those that others wait on: each mends its slot alone;
- a command on a connection that another one closes fails with `AttributeError`: that is a broker away here.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from redis.asyncio.cluster import ClusterPipeline, NodesManager, RedisCluster
from redis.event import EventDispatcher
from redis.exceptions import ConnectionError as BrokerAway
from redis.exceptions import RedisClusterException, SlotNotCoveredError

_OF_A_CONNECTION = frozenset({"writelines", "drain", "read", "feed", "gets"})
"""What redis-py asks of the two ends of a connection, which are `None` once it is closed."""


@contextmanager
def reachable() -> Iterator[None]:
    """Inside, a slot without a server, and a connection closed meanwhile, are a broker that is away."""
    try:
        yield
    except SlotNotCoveredError as error:
        raise BrokerAway(f"a part of the cluster has no server: {error}") from error
    except AttributeError as error:
        if error.name not in _OF_A_CONNECTION or error.obj is not None:
            raise
        raise BrokerAway("the connection was closed by another command") from error


@contextmanager
def connecting() -> Iterator[None]:
    """Inside, a cluster of which no node answers, or that is not whole, is a broker that is away, too."""
    try:
        with reachable():
            yield
    except RedisClusterException as error:
        raise BrokerAway(f"the cluster cannot be used: {error}") from error


class _Map(NodesManager):
    """Which node has what. It is asked for in the middle of commands, too."""

    __slots__ = ()

    async def initialize(self, *args: Any, **options: Any) -> None:
        """Ask nodes for it, one after the other."""
        with connecting():
            await super().initialize(*args, **options)


class ClusterClient(RedisCluster):
    """Commands go to the node that has their key; the map of nodes is renewed when it was wrong."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.nodes_manager.__class__ = _Map  # of the same layout: redis-py makes its own

    async def initialize(self, *args: Any, **options: Any) -> ClusterClient:
        """Ask for the map of nodes, where that is not known."""
        with connecting():
            await super().initialize(*args, **options)
        return self

    async def execute_command(self, *args: Any, **options: Any) -> Any:
        """Do one command."""
        if self._initialize:
            await self.initialize()
        with reachable():
            return await super().execute_command(*args, **options)

    def pipeline(self, transaction: Any = None, shard_hint: Any = None) -> ClusterPipeline:
        """Commands sent together: to several nodes at once, or, as a transaction, to one slot."""
        return _ReachablePipeline(self, transaction or None)


class _ReachablePipeline(ClusterPipeline):
    _event_dispatcher: EventDispatcher  # abstract in redis-py 8.1 for its type checker only: never used here

    async def execute(self, raise_on_error: bool = True, allow_redirections: bool = True) -> list[Any]:
        """Send, and give the answers in the order of the commands."""
        with reachable():
            return await super().execute(raise_on_error, allow_redirections)
