"""What goes wrong, one thing after the other, drawn from a seed."""

from __future__ import annotations

import asyncio
import contextlib
import random
import resource
from collections.abc import Awaitable, Callable

from redis.exceptions import RedisError

from tests.chaos import clock
from tests.chaos.cluster import AWAY, ClusterStorm
from tests.chaos.parts import Installation
from tests.chaos.plan import Plan
from wire.broker.clients import Client, connect
from wire.broker.streams import GROUP_ANALYTICS, GROUP_NLP, MESSAGES, keys

Blow = Callable[[], Awaitable[None]]
KILLED = ("serve", "work", "jobs", "collect", "broker")
FROZEN = (0.5, 6.0)
FULL = (1.0, 6.0)
"""Seconds."""
JUMPS = (60.0, 7200.0)
"""Seconds that a clock jumps."""


class Storm:
    """One blow after the other. What needs the broker passes it by where it is away."""

    def __init__(self, installation: Installation, plan: Plan) -> None:
        self._installation, self._chance, self._plan = installation, random.Random(f"{plan.seed} storm"), plan
        self._blows: dict[str, Blow] = {
            "kill": self._kill,
            "freeze": self._freeze,
            "flush": self._flush,
            "ungroup": self._ungroup,
        }
        self._blows |= {"full": self._full} if hasattr(resource, "prlimit") else {}
        self._blows |= {"database": self._database} if plan.database else {}
        self._blows |= {"clock": self._clock} if plan.clock else {}
        self._blows |= self._at_cluster() if plan.cluster else {}
        self._partitions = installation.settings[0].partitions
        self._kinds = plan.kinds or tuple(self._blows)
        self._running: set[asyncio.Task[None]] = set()
        self._one_at_a_time = asyncio.Lock()

    async def blow(self, seconds: float, at_most: int = 10**9) -> None:
        """For so long, or so often; what lasts has ended then."""
        now = asyncio.get_running_loop().time
        ends = now() + seconds
        while at_most and (left := ends - now()) > 0:
            await asyncio.sleep(min(left, self._chance.uniform(*self._plan.between)))
            task = asyncio.create_task(self._blows[self._drawn()]())
            self._running.add(task)
            task.add_done_callback(self._running.discard)
            at_most -= 1
        await asyncio.gather(*self._running)

    def _drawn(self) -> str:
        """Half of all are kills."""
        return "kill" if self._chance.random() < 0.5 else self._chance.choice(self._kinds)

    async def _kill(self) -> None:
        self._chance.choice(self._installation.of(self._chance.choice(self._there()))).kill()

    def _there(self) -> list[str]:
        return [command for command in KILLED if self._installation.of(command)]

    async def _freeze(self) -> None:
        await self._chance.choice(self._installation.parts).freeze(self._chance.uniform(*FROZEN))

    async def _full(self) -> None:
        part = self._chance.choice(self._installation.of("serve", "jobs", "collect"))
        await part.full_disk(self._chance.choice((0, 4096, 1 << 20)), self._chance.uniform(*FULL))

    async def _database(self) -> None:
        assert self._plan.database is not None
        async with self._one_at_a_time:
            await asyncio.to_thread(self._plan.database.kill)
        self._installation.ledger.done["killed: database"] += 1

    async def _clock(self) -> None:
        """Of all parts, for they are on one machine: minutes or hours, either way."""
        assert self._plan.clock is not None
        async with self._one_at_a_time:
            offset = self._chance.choice((-1, 1)) * self._chance.uniform(*JUMPS)
            self._installation.ledger.done["clock set " + ("ahead" if offset > 0 else "back")] += 1
            await clock.jump(self._plan.clock, offset, self._chance.uniform(*FROZEN))

    def _at_cluster(self) -> dict[str, Blow]:
        assert self._plan.cluster is not None
        self._cluster = ClusterStorm(self._plan.cluster, self._chance, self._installation.ledger.done)
        blows = {"hand over": self._cluster.hand_over, "empty": self._cluster.empty}
        return blows | {"cut off": self._cluster.cut_off, "primary": self._primary}

    async def _primary(self) -> None:
        """It dies and stays away until its replica has taken over."""
        if (number := await self._cluster.primary()) is not None:
            self._installation.of("broker")[number].kill(self._chance.uniform(*AWAY))
            self._installation.ledger.done["a primary away"] += 1

    async def _flush(self) -> None:
        async def flush(client: Client) -> None:
            await client.flushall()

        await self._at_broker("streams emptied", flush)

    async def _ungroup(self) -> None:
        group, key = (
            self._chance.choice((GROUP_NLP, GROUP_ANALYTICS)),
            self._chance.choice(keys(MESSAGES, self._partitions)),
        )

        async def ungroup(client: Client) -> None:
            await client.xgroup_destroy(key, group)

        await self._at_broker("groups gone", ungroup)

    async def _at_broker(self, name: str, work: Callable[[Client], Awaitable[None]]) -> None:
        client = connect(self._installation.settings[0].broker_url)
        try:
            with contextlib.suppress(RedisError, OSError, TimeoutError):
                await asyncio.wait_for(work(client), 5)
                self._installation.ledger.done[name] += 1
        finally:
            await client.aclose()
