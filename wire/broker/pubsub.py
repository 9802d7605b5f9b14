"""Sharded pub/sub over one server or a cluster: a connection to each node that has a channel asked for.

Whoever listens must know when something may have been missed. So nothing is repaired in silence here: a node
that goes, a channel that moves to another node, a new map of the cluster all end `run` with an error, and the
caller begins anew with everything.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any

from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from wire.broker.clients import ANSWER_WITHIN, CONNECT_WITHIN, connect, connect_once, options_of
from wire.broker.cluster import ClusterClient, reachable
from wire.contracts.broker_address import BrokerAddress, parse
from wire.contracts.errors import BrokerGone

QUIET = 5.0
"""Seconds of silence after which a node is asked if it is there; after twice as many it is gone."""

MAP_EVERY = 5.0
"""Seconds between two looks at which node has which channel: one that was cut off goes on in silence."""

Node = tuple[str, int] | None
"""Host and port; None is the only server there is."""


class ShardedPubSub:
    """From one beginning to its end.

    Args:
        url: the broker.
        on_message: given channel and body of each message.
        on_confirmed: given a channel that is heard, or not heard any more, as it was asked.
    """

    def __init__(
        self, url: str, on_message: Callable[[str, bytes], None], on_confirmed: Callable[[str], None]
    ) -> None:
        self._url, self._address = url, parse(url)
        self._on_message, self._on_confirmed = on_message, on_confirmed
        self._cluster: ClusterClient | None = None
        self._nodes: dict[Node, _Node] = {}
        self._of: dict[str, Node] = {}
        self._leaving: set[str] = set()
        self._over: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def connect(self) -> None:
        """Reach the server, or learn the cluster's map. Raises redis errors as they are."""
        client = connect(self._url) if self._address.kind == "cluster" else None
        if isinstance(client, ClusterClient):
            self._cluster = client
            await client.initialize()
        else:
            await self._node(None)

    async def run(self) -> None:
        """Hear until something ends it: always with an error."""
        looking = asyncio.create_task(self._watch_map())
        looking.add_done_callback(self._ended)
        try:
            await self._over
        finally:
            looking.cancel()
            await asyncio.gather(looking, return_exceptions=True)

    async def subscribe(self, channels: list[str]) -> None:
        """Ask to hear these; each is confirmed by itself."""
        self._of |= {channel: self._place(channel) for channel in channels}
        self._leaving -= set(channels)
        for place, part in self._by_node(channels):
            await (await self._node(place)).subscribe(part)

    async def unsubscribe(self, channels: list[str]) -> None:
        """Ask not to hear these any more; each is confirmed by itself."""
        self._leaving |= set(channels)
        for place, part in self._by_node(channels):
            await (await self._node(place)).unsubscribe(part)

    async def aclose(self) -> None:
        """Let go of all connections."""
        for node in self._nodes.values():
            await node.aclose()
        if self._cluster is not None:
            await self._cluster.aclose()
        self._over.cancel()

    def _by_node(self, channels: Iterable[str]) -> Iterable[tuple[Node, list[str]]]:
        parts: defaultdict[Node, list[str]] = defaultdict(list)
        for channel in channels:
            parts[self._of[channel]].append(channel)
        return parts.items()

    def _place(self, channel: str) -> Node:
        if self._cluster is None:
            return None
        with reachable():
            node = self._cluster.get_node_from_key(channel)
        if node is None:
            raise BrokerGone("a part of the cluster has no server")
        return node.host, int(node.port)

    async def _node(self, place: Node) -> _Node:
        if place not in self._nodes:
            node = _Node(_client(self._url, self._address, place), together=place is None)
            self._nodes[place] = node
            await node.connect()
            node.start(self._hear, self._ended)
        return self._nodes[place]

    def _hear(self, kind: str, channel: str, data: Any) -> None:
        if kind == "smessage":
            self._on_message(channel, data)
        elif kind == "ssubscribe":
            self._on_confirmed(channel)
        elif kind == "sunsubscribe":
            if channel not in self._leaving:
                raise BrokerGone("a channel has moved to another node")
            self._leaving.discard(channel)
            self._of.pop(channel, None)
            self._on_confirmed(channel)

    def _ended(self, task: asyncio.Task[None]) -> None:
        if task.cancelled() or self._over.done():
            return
        self._over.set_exception(task.exception() or BrokerGone("listening ended by itself"))

    async def _watch_map(self) -> None:
        """End where a channel's node is another one by now."""
        while True:
            await asyncio.sleep(MAP_EVERY)
            if self._cluster is not None:
                await self._cluster.nodes_manager.initialize()
                if any(place != self._place(channel) for channel, place in self._of.items()):
                    raise BrokerGone("the cluster has a new map")


class _Node:
    """The connection to one node. `together`: all channels may be asked for in one command."""

    def __init__(self, client: Redis, *, together: bool) -> None:
        self._client, self._together = client, together
        self._pubsub: PubSub = client.pubsub(push_handler_func=_as_it_is)
        self._reading: asyncio.Task[None] | None = None

    async def connect(self) -> None:
        await self._pubsub.connect()  # type: ignore[no-untyped-call]

    def start(
        self, hear: Callable[[str, str, Any], None], ended: Callable[[asyncio.Task[None]], None]
    ) -> None:
        self._reading = asyncio.create_task(self._read(hear))
        self._reading.add_done_callback(ended)

    async def subscribe(self, channels: list[str]) -> None:
        for part in self._commands(channels):
            await self._pubsub.ssubscribe(*part)

    async def unsubscribe(self, channels: list[str]) -> None:
        for part in self._commands(channels):
            await self._pubsub.sunsubscribe(*part)

    async def aclose(self) -> None:
        if self._reading is not None:
            self._reading.cancel()
            await asyncio.gather(self._reading, return_exceptions=True)
        with suppress(RedisError, OSError):
            await self._pubsub.aclose()  # type: ignore[no-untyped-call]
        await self._client.aclose()

    def _commands(self, channels: list[str]) -> list[list[str]]:
        """In a cluster the channels of one command must lie in one slot: one each."""
        return [channels] if self._together else [[channel] for channel in channels]

    async def _read(self, hear: Callable[[str, str, Any], None]) -> None:
        """Messages as the connection reads them: the library's own way to each takes twice as long."""
        connection: Any = self._pubsub.connection
        asked = False
        while True:
            said = await connection.read_response(timeout=QUIET, disconnect_on_error=False, push_request=True)
            if said:
                asked = False
                await self._hear(said, hear)
            elif asked:
                raise BrokerGone(f"the broker said nothing for {2 * QUIET:g} s")
            else:
                asked = True
                await self._pubsub.ping()

    async def _hear(self, said: Any, hear: Callable[[str, str, Any], None]) -> None:
        if said[0] == b"smessage":
            hear("smessage", said[1].decode(), said[2])
            return
        message: Any = await self._pubsub.handle_message(said)  # type: ignore[no-untyped-call]
        if message is not None:
            hear(message["type"], (message["channel"] or b"").decode(), message["data"])


async def _as_it_is(said: Any) -> Any:
    """What the library does otherwise writes each message out, for a log that nobody keeps."""
    return said


def _client(url: str, address: BrokerAddress, place: Node) -> Redis:
    if place is None:
        return connect_once(url)
    host, port = place
    options = options_of(address)
    return Redis(
        host=host, port=port, socket_timeout=ANSWER_WITHIN, socket_connect_timeout=CONNECT_WITHIN,
        retry=Retry(NoBackoff(), 0), **options,
    )  # fmt: skip
