"""Three primaries of a Valkey cluster, each with a replica: parts of a run, which are killed like others, and
what only a cluster suffers."""

from __future__ import annotations

import asyncio
import random
import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import redis
from redis.crc import key_slot

from service.supervisor import valkey
from tests.brokers import CLUSTER, Cluster
from tests.chaos.moving import move
from tests.ports import free_port
from wire.broker.streams import MESSAGES, stream

PRIMARIES = 3
NODES = 2 * PRIMARIES
PARTITIONS = 6
"""Twice the primaries, so that each has streams."""
ANSWERS_WITHIN = 2.0
"""Seconds: a node may stand still."""
EVERY_PACKET, NO_PACKET = -2, -1
"""Of what other nodes say, for `DEBUG DROP-CLUSTER-PACKET-FILTER`."""
AWAY = (4.0, 10.0)
"""Seconds: longer than `cluster-node-timeout`, so that a replica takes over."""


class Node:
    """Where a node listens, as `tests.brokers.Cluster` asks."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port, bus = folder, free_port(), free_port()
        self._port, self._config = self.port, {"cluster-port": bus}

    def is_running(self) -> bool:
        try:
            with redis.Redis(port=self.port, socket_timeout=ANSWERS_WITHIN) as client:
                return bool(client.ping())
        except redis.exceptions.RedisError:
            return False

    def command(self) -> list[str]:
        self.folder.mkdir(parents=True, exist_ok=True)
        options = CLUSTER | self._config | {
            "port": self.port, "dir": self.folder, "bind": "127.0.0.1", "save": "", "appendonly": "yes",
            "maxmemory-policy": "noeviction", "enable-debug-command": "local",
        }  # fmt: skip
        return [
            str(valkey.find()),
            *(str(word) for name, value in options.items() for word in (f"--{name}", value)),
        ]


class Nodes(Cluster):
    """A new cluster: of an earlier run's streams nothing is left, which is to do no harm either."""

    def __init__(self, folder: Path) -> None:
        shutil.rmtree(folder, ignore_errors=True)
        self.servers: list[Any] = [Node(folder / str(number)) for number in range(NODES)]

    def client(self, number: int) -> redis.Redis:
        return redis.Redis(port=self.servers[number].port, socket_timeout=ANSWERS_WITHIN)

    def command(self, number: int) -> list[str]:
        return self.servers[number].command()

    def has(self, number: int, slot: int) -> bool:
        """Whether this node says that it serves a slot."""
        return self._has(number, slot)

    async def formed(self) -> None:
        """Wait for all nodes, and make one cluster of them."""
        while len(await asyncio.to_thread(self.running)) < NODES:
            await asyncio.sleep(0.1)
        await asyncio.to_thread(self._form, PRIMARIES)


class ClusterStorm:
    """Blows at a cluster. Each says whether it came to pass: none does where a node does not answer."""

    def __init__(self, nodes: Nodes, chance: random.Random, done: Counter[str]) -> None:
        self._nodes, self._chance, self._done = nodes, chance, done
        self._moving = asyncio.Lock()

    async def hand_over(self) -> bool:
        """A replica asks its primary to hand over: nothing is lost."""
        number = await self._one("slave")
        return number is not None and await self._tell("a primary handed over", number, "CLUSTER", "FAILOVER")

    async def empty(self) -> bool:
        """One node loses all it has, and its replica with it."""
        number = await self._one("master")
        return number is not None and await self._tell("one node emptied", number, "FLUSHALL")

    async def cut_off(self) -> bool:
        """A primary hears no other node, while clients still write to it: two serve the same slots, until it
        notices, and what it was told meanwhile is lost when it hears again."""
        number = await self._one("master")
        filtering = ("DEBUG", "DROP-CLUSTER-PACKET-FILTER")
        if number is None or not await self._tell("a primary cut off", number, *filtering, EVERY_PACKET):
            return False
        try:
            await asyncio.sleep(self._chance.uniform(*AWAY))
        finally:
            while not await self._tell("", number, *filtering, NO_PACKET):
                await asyncio.sleep(0.5)
        return True

    async def move(self) -> bool:
        """The slot of a partition goes to another primary."""
        async with self._moving:
            key = stream(MESSAGES, self._chance.randrange(PARTITIONS))
            moved = await asyncio.to_thread(move, self._nodes, key_slot(key.encode()))
        self._done["a slot moved"] += moved
        return moved

    async def primary(self) -> int | None:
        """Any of those that hold slots now."""
        return await self._one("master")

    async def _one(self, role: str) -> int | None:
        found = await asyncio.to_thread(lambda: [one for one in range(NODES) if self._is(one, role)])
        return self._chance.choice(found) if found else None

    def _is(self, number: int, role: str) -> bool:
        try:
            return self._nodes.role(number) == role
        except redis.exceptions.RedisError:
            return False

    async def _tell(self, name: str, number: int, *words: Any) -> bool:
        try:
            await asyncio.to_thread(self._nodes.ask, number, *words)
        except redis.exceptions.RedisError:
            return False
        if name:
            self._done[name] += 1
        return True
