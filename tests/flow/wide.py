"""An installation over many processes: two `serve`, three `work`, two `jobs`, two `collect`, on PostgreSQL
and a Valkey cluster of three with replicas. Not in each run: `pytest --wide tests/flow/test_journey.py`.
"""

from __future__ import annotations

import itertools
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from uuid import uuid4

from tests.brokers import Cluster
from tests.flow.installation import PATIENCE, Installation, until
from tests.ports import free_port
from tests.store.databases import postgres_url

COUNTS = {"serve": 2, "work": 3, "jobs": 2, "collect": 2, "dashboard": 1}
PARTITIONS = 6


class Wide(Installation):
    """Whoever asks for its address gets that of another `serve` than who asked before."""

    def __init__(self, home: Path, **settings: str) -> None:
        super().__init__(home, **settings)
        self._ports = [self.port, *(free_port() for _ in range(COUNTS["serve"] - 1))]
        self._turns = itertools.cycle(self._ports)
        self._cluster: Cluster | None = None
        self._parts: list[subprocess.Popen[bytes]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{next(self._turns)}"

    def start(self, seconds: float = PATIENCE) -> float:
        began = time.monotonic()
        self._cluster = Cluster(self.home.parent / "cluster", replicas=1)
        self.environ |= {
            "DUOLOGUE_DATABASE_URL": postgres_url(f"w{uuid4().hex}"),
            "DUOLOGUE_REDIS_URL": self._cluster.url,
            "DUOLOGUE_PARTITIONS": str(PARTITIONS),
        }
        try:
            for command, count in COUNTS.items():
                self._parts += [self._part(command, number) for number in range(count)]
            until(self.ready, seconds, "all parts ready", lambda: f"{self.out.read_text()}\n{self.health()}")
        except BaseException:
            self.stop()
            raise
        self.first = time.monotonic() - began
        return self.first

    def _part(self, command: str, number: int) -> subprocess.Popen[bytes]:
        port = self._ports[number] if command == "serve" else self.port
        environ = self.environ | {"DUOLOGUE_PORT": str(port)}
        words = [sys.executable, "-m", "service.cli", command]
        with self.out.open("ab") as out:
            return subprocess.Popen(words, env=environ, stdout=out, stderr=out)

    def recover(self) -> None:
        until(self.ready, PATIENCE, "well again", self.health)

    def running(self) -> bool:
        return bool(self._parts) and all(one.poll() is None for one in self._parts)

    def ready(self) -> bool:
        """Whichever is asked."""
        assert self.running(), f"a part ended:\n{self.out.read_text()}"
        found: list[dict[str, Any]] = [self.health() for _ in self._ports]
        return all(one.get("status") == "ok" for one in found)

    def stop(self) -> int:
        """SIGTERM to all. 0: each ended in good order."""
        for one in self._parts:
            one.send_signal(signal.SIGTERM)
        codes = [one.wait(120) for one in self._parts]
        self._parts = []
        if self._cluster is not None:
            self._cluster.stop()
        return max(map(abs, codes), default=0)
