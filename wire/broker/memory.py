"""How much memory each server of the broker has and uses. A full one refuses writes and loses nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from wire.broker.clients import Client
from wire.broker.cluster import ClusterClient

TIGHT = 0.8
"""Share of its memory from which a server counts as short of it."""

KEEPS_WORK = "noeviction"
"""The one policy under which a full server drops nothing by itself."""


@dataclass(frozen=True, slots=True)
class ServerMemory:
    """One server that takes writes. Sizes are bytes."""

    server: str
    """Host and port; empty where there is only one."""
    used: int
    most: int
    """0: no bound, but the machine's."""
    policy: str

    @property
    def tight(self) -> bool:
        """Whether streams should be cut sooner than they need be."""
        return self.most > 0 and self.used >= TIGHT * self.most

    @property
    def drops_work(self) -> bool:
        """Whether it throws out streams, or what holds them together, when it is full."""
        return self.policy != KEEPS_WORK

    def __str__(self) -> str:
        at = f" at {self.server}" if self.server else ""
        return f"{self.used / 2**20:.0f} of {self.most / 2**20:.0f} MB are used{at}"


async def memory(client: Client) -> list[ServerMemory]:
    """Each server's. Raises redis errors as they are."""
    if isinstance(client, ClusterClient):
        told = await client.info("memory", target_nodes=ClusterClient.PRIMARIES)
        servers = told if "used_memory" not in told else {"": told}  # of a single node: not by name
        return [_read(name, info) for name, info in sorted(servers.items())]
    return [_read("", await client.info("memory"))]


def _read(server: str, told: dict[str, Any]) -> ServerMemory:
    return ServerMemory(
        server, int(told["used_memory"]), int(told.get("maxmemory", 0)), str(told.get("maxmemory_policy", ""))
    )
