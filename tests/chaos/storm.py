"""What goes wrong, one thing after the other, drawn from a seed."""

from __future__ import annotations

import asyncio
import contextlib
import random
import resource
from collections.abc import Awaitable, Callable
from functools import partial

from redis.exceptions import RedisError

from tests.chaos import clock
from tests.chaos.cluster import AWAY, ClusterStorm, Nodes
from tests.chaos.parts import Installation
from tests.chaos.plan import Plan
from wire.broker.clients import Client, connect
from wire.broker.streams import GROUP_ANALYTICS, GROUP_NLP, MESSAGES, keys

Blow = Callable[[], Awaitable[bool]]
"""Whether it came to pass."""
KILLED = ("serve", "work", "jobs", "collect", "broker")
FROZEN = (0.5, 6.0)
FULL = (1.0, 6.0)
"""Seconds."""
JUMPS = (60.0, 7200.0)
"""Seconds that a clock jumps."""


class Storm:
    """One blow after the other: each kind once, in an order drawn from the seed; then half of all are kills.
    What could not be, because its part or the broker was away, is tried again before that."""

    def __init__(self, installation: Installation, plan: Plan) -> None:
        self._installation, self._chance, self._plan = installation, random.Random(f"{plan.seed} storm"), plan
        self._partitions = installation.settings[0].partitions
        self._kills: dict[str, Blow] = {
            f"kill {command}": partial(self._kill, command) for command in KILLED if installation.of(command)
        }
        self._others = {kind: blow for kind, blow in self._all_others().items() if self._is_wanted(kind)}
        self._left = self._chance.sample([*self._kills, *self._others], len(self._kills) + len(self._others))
        self._happened: set[str] = set()
        self._running: set[asyncio.Task[None]] = set()
        self._one_at_a_time = asyncio.Lock()

    def _all_others(self) -> dict[str, Blow]:
        found: dict[str, Blow] = {"freeze": self._freeze, "flush": self._flush, "ungroup": self._ungroup}
        found |= {"full": self._full} if hasattr(resource, "prlimit") else {}
        found |= {"database": self._database} if self._plan.database else {}
        found |= {"clock": self._clock} if self._plan.clock else {}
        return found | (self._at_cluster(self._plan.cluster) if self._plan.cluster else {})

    def _is_wanted(self, kind: str) -> bool:
        return not self._plan.kinds or kind in self._plan.kinds

    async def blow(self, seconds: float, at_most: int = 10**9) -> None:
        """For so long, or so often; what lasts has ended then."""
        now = asyncio.get_running_loop().time
        ends = now() + seconds
        while at_most and (left := ends - now()) > 0:
            await asyncio.sleep(min(left / (1 + len(self._left)), self._chance.uniform(*self._plan.between)))
            task = asyncio.create_task(self._strike(self._drawn()))
            self._running.add(task)
            task.add_done_callback(self._running.discard)
            at_most -= 1
        await asyncio.gather(*self._running)
        kinds = len(self._kills) + len(self._others)
        self._installation.ledger.done[f"kinds of blows, of {kinds}"] = len(self._happened)

    def _drawn(self) -> str:
        if self._left:
            return self._left.pop()
        return self._chance.choice([*(self._kills if self._chance.random() < 0.5 else self._others)])

    async def _strike(self, kind: str) -> None:
        if await (self._kills | self._others)[kind]():
            self._happened.add(kind)
        elif kind not in self._happened:
            self._left.insert(0, kind)

    async def _kill(self, command: str) -> bool:
        return self._chance.choice(self._installation.of(command)).kill()

    async def _freeze(self) -> bool:
        return await self._chance.choice(self._installation.parts).freeze(self._chance.uniform(*FROZEN))

    async def _full(self) -> bool:
        part = self._chance.choice(self._installation.of("serve", "jobs", "collect"))
        return await part.full_disk(self._chance.choice((0, 4096, 1 << 20)), self._chance.uniform(*FULL))

    async def _database(self) -> bool:
        assert self._plan.database is not None
        async with self._one_at_a_time:
            await asyncio.to_thread(self._plan.database.kill)
        self._installation.ledger.done["killed: database"] += 1
        return True

    async def _clock(self) -> bool:
        """Of all parts, for they are on one machine: minutes or hours, either way."""
        assert self._plan.clock is not None
        async with self._one_at_a_time:
            offset = self._chance.choice((-1, 1)) * self._chance.uniform(*JUMPS)
            self._installation.ledger.done["clock set " + ("ahead" if offset > 0 else "back")] += 1
            await clock.jump(self._plan.clock, offset, self._chance.uniform(*FROZEN))
        return True

    def _at_cluster(self, nodes: Nodes) -> dict[str, Blow]:
        self._cluster = ClusterStorm(nodes, self._chance, self._installation.ledger.done)
        blows: dict[str, Blow] = {"hand over": self._cluster.hand_over, "empty": self._cluster.empty}
        blows |= {"move": self._cluster.move}
        return blows | {"cut off": self._cluster.cut_off, "primary": self._primary}

    async def _primary(self) -> bool:
        """It dies and stays away until its replica has taken over."""
        number = await self._cluster.primary()
        if number is None or not self._installation.of("broker")[number].kill(self._chance.uniform(*AWAY)):
            return False
        self._installation.ledger.done["a primary away"] += 1
        return True

    async def _flush(self) -> bool:
        async def flush(client: Client) -> None:
            await client.flushall()

        return await self._at_broker("streams emptied", flush)

    async def _ungroup(self) -> bool:
        group, key = (
            self._chance.choice((GROUP_NLP, GROUP_ANALYTICS)),
            self._chance.choice(keys(MESSAGES, self._partitions)),
        )

        async def ungroup(client: Client) -> None:
            await client.xgroup_destroy(key, group)

        return await self._at_broker("groups gone", ungroup)

    async def _at_broker(self, name: str, work: Callable[[Client], Awaitable[None]]) -> bool:
        client = connect(self._installation.settings[0].broker_url)
        try:
            with contextlib.suppress(RedisError, OSError, TimeoutError):
                await asyncio.wait_for(work(client), 5)
                self._installation.ledger.done[name] += 1
                return True
        finally:
            await client.aclose()
        return False
