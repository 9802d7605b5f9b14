"""Three brokers as one cluster, without replicas, durable as our own: a sync every second."""

from __future__ import annotations

from pathlib import Path

from tests.brokers import Cluster

PARTITIONS = 6


class BrokerCluster:
    """Made anew for each start."""

    def start(self, folder: Path) -> dict[str, str]:
        """Settings by which it is used."""
        self._nodes = Cluster(folder / "cluster", appendfsync="everysec")
        return {"DUOLOGUE_REDIS_URL": self._nodes.url, "DUOLOGUE_PARTITIONS": str(PARTITIONS)}

    @property
    def pids(self) -> list[int]:
        """Of its servers."""
        return [int(self._nodes.ask(one, "INFO", "server")["process_id"]) for one in self._nodes.running()]

    def stop(self) -> None:
        """All of them."""
        if hasattr(self, "_nodes"):
            self._nodes.stop()
