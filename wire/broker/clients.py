"""Connections to Redis or Valkey, single, by Sentinel or a cluster, and the one way to write to a stream."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from redis.asyncio import Redis
from redis.asyncio.client import Pipeline
from redis.asyncio.cluster import ClusterNode, ClusterPipeline
from redis.asyncio.connection import SSLConnection, parse_url
from redis.asyncio.retry import Retry
from redis.asyncio.sentinel import Sentinel, SentinelConnectionPool
from redis.backoff import ExponentialWithJitterBackoff, NoBackoff
from redis.client import AbstractRedis
from redis.exceptions import ResponseError

from wire.broker.cluster import ClusterClient
from wire.broker.streams import BODY
from wire.contracts.broker_address import BrokerAddress, parse
from wire.contracts.codec import encode
from wire.contracts.events import Event

if TYPE_CHECKING:
    Client = Redis | ClusterClient
else:  # what both are: msgspec, which reads types when it runs, takes one class in a place, not two
    Client = AbstractRedis
"""Commands that answer at once. Keys of one command lie in one slot; those of a pipeline may lie anywhere."""

AnyPipeline = Pipeline | ClusterPipeline

CONNECT_WITHIN = 5.0
ANSWER_WITHIN = 5.0
MOST_CONNECTIONS = 64
"""Of one client, to one server."""

CLUSTER_TRIES = 3
"""Times that a command is sent again with a new map of the cluster, before the caller is told."""

FLEETING = 120.0
"""Seconds that interactive requests and their answers may lie on a stream: far longer than anybody waits."""

_UNWRITTEN = """
redis.set_repl(redis.REPL_NONE)
return redis.call('XADD', KEYS[1], '*', ARGV[1], ARGV[2])
"""
"""Appends to a stream in memory alone: not to the append-only file, nor to replicas, which have files too."""

_CLOCK = "return redis.call('TIME')"


def connect(url: str) -> Client:
    """A client for commands that answer at once: pooled, 5 s time-outs. Nothing is sent yet."""
    return _opened(url, socket_timeout=ANSWER_WITHIN, max_connections=MOST_CONNECTIONS)


def connect_blocking(url: str) -> Client:
    """A client for one blocking reader: its own connection, no time-out but the read's."""
    return _opened(url, socket_timeout=None, max_connections=2)


def connect_once(url: str) -> Redis:
    """A client of one server, single or named by Sentinels, that tries nothing again by itself.

    A connection renewed in silence would hide from a listener that something was missed.
    """
    client = _opened(url, socket_timeout=ANSWER_WITHIN, retry=Retry(NoBackoff(), 0))
    assert isinstance(client, Redis), "a cluster's listener has a connection per node"
    return client


def _opened(url: str, **options: Any) -> Client:
    address = parse(url)
    options["socket_connect_timeout"] = CONNECT_WITHIN
    if address.kind == "cluster":
        return _cluster(address, options)
    if address.kind == "sentinel":
        return _by_sentinel(address, options)
    return Redis.from_url(address.url, **options)


def options_of(address: BrokerAddress) -> dict[str, Any]:
    """What redis-py reads from the URL besides host and port: login, TLS, database."""
    found: dict[str, Any] = {**parse_url(address.url)}
    found.pop("host", None), found.pop("port", None)
    if address.kind == "cluster":
        found.pop("db", None)
    if found.pop("connection_class", None) is SSLConnection:
        found["ssl"] = True
    return found


def _cluster(address: BrokerAddress, options: dict[str, Any]) -> ClusterClient:
    retry = Retry(ExponentialWithJitterBackoff(base=0.05, cap=1.0), CLUSTER_TRIES)
    nodes = [ClusterNode(host, port) for host, port in address.nodes]
    own: dict[str, Any] = {"retry": retry, "reinitialize_steps": 0}
    return ClusterClient(startup_nodes=nodes, **own, **{**options_of(address), **options})


class _SentinelClient(Redis):
    """Closes its connections to the Sentinels, too."""

    async def aclose(self, close_connection_pool: bool | None = None) -> None:
        await super().aclose(close_connection_pool)
        pool = self.connection_pool
        assert isinstance(pool, SentinelConnectionPool), "made by _by_sentinel"
        for one in pool.sentinel_manager.sentinels:
            await one.aclose()


def _by_sentinel(address: BrokerAddress, options: dict[str, Any]) -> Redis:
    own = options_of(address)
    asking = {name: value for name, value in own.items() if name.startswith("ssl")}
    asking |= {"socket_timeout": ANSWER_WITHIN, "socket_connect_timeout": CONNECT_WITHIN}
    login = dict(address.sentinel_login)
    sentinel = Sentinel(list(address.nodes), sentinel_kwargs={**asking, **login}, **{**own, **options})  # type: ignore[no-untyped-call]
    client: Redis = sentinel.master_for(address.service, redis_class=_SentinelClient)
    return client


def text_of(value: Any) -> str:
    """An id or a name as the broker gave it, as text."""
    return value.decode() if isinstance(value, bytes) else str(value)


def came_at(entry_id: str) -> float:
    """When the broker took an entry, by its clock, in seconds of the epoch."""
    return int(entry_id.split("-")[0]) / 1000


async def clock(client: Client, key: str) -> float:
    """The time of the broker that has `key`, in seconds of the epoch: all hosts share it.

    Servers of a cluster may differ: what is compared must be of the same key, or of one in its slot.
    """
    seconds, micros = await client.register_script(_CLOCK)(keys=[key])
    return int(seconds) + int(micros) / 1e6


async def ensure_group(client: Client, stream: str, group: str) -> None:
    """Make a consumer group that starts with the first entry, if it is not there yet."""
    try:
        await client.xgroup_create(stream, group, id="0", mkstream=True)
    except ResponseError as error:
        if not str(error).startswith("BUSYGROUP"):
            raise


def add(pipeline: AnyPipeline | Client, stream: str, event: Event) -> object:
    """Append one event to a stream. With a client: awaitable entry id. With a pipeline: queued."""
    return pipeline.xadd(stream, {BODY: encode(event)})


async def add_fleeting(client: Client, stream: str, event: Event) -> str:
    """Append what nobody wants later and nobody has sent: it is on no disk, and lost at a broker's restart.

    Drops what has lain there for `FLEETING` seconds, read or not. How long that is says the broker's clock,
    which made the ids; ours may differ from it. Gives the id.
    """
    append = client.register_script(_UNWRITTEN)  # sends a hash; the text of the script once per broker
    entry_id = text_of(await append(keys=[stream], args=[BODY, encode(event)]))
    oldest = int((came_at(entry_id) - FLEETING) * 1000)
    await client.xtrim(stream, minid=str(max(0, oldest)), approximate=False)
    return entry_id
