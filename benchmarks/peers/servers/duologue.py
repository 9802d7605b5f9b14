"""Duologue as it is installed, part by part, without the dashboard: of this or of another checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx

from benchmarks.peers.load import ROOT
from benchmarks.peers.servers.base import HOST, Children, free_port, until
from benchmarks.peers.servers.cluster import BrokerCluster
from benchmarks.peers.servers.postgresql import PostgreSQL
from benchmarks.peers.steps import Pair, Plan
from service.supervisor.processors import for_worker
from wire.contracts.settings import Settings

PART = Path(__file__).with_name("part.py")
MUCH = "10000000/minute"
LIMITED = (
    "sign_up sign_in posting posting_text typing receipts catching_up opening reading connecting looking"
)
OPEN = ",".join(f"{name}={MUCH}" for name in LIMITED.split())
"""Everybody comes from one address here, and what is asked is how fast the rest is."""


class Duologue:
    """Broker, web process, jobs and collector; a worker where it is asked for."""

    lowest = 200.0

    def __init__(
        self, worker: bool, postgres: bool = False, tree: Path = ROOT, *, cluster: bool = False
    ) -> None:
        """`cluster`: of three brokers, and two web processes: who writes is at one, who reads at another."""
        self.worker, self.postgres, self.tree = worker, PostgreSQL() if postgres else None, tree
        self.cluster = BrokerCluster() if cluster else None
        store, state = "PostgreSQL" if postgres else "SQLite", "running" if worker else "stopped"
        self.name = f"Duologue, {store}, worker {state}" + (", two serve on a cluster" if cluster else "")

    def start(self, folder: Path) -> None:
        """Broker first, then the rest; ready when the chat answers, and the worker where there is one."""
        self.children = Children(folder)
        self.pids: dict[str, list[int]] = {"server": [], "worker": []}
        self.named: dict[str, int] = {}
        self.seconds: dict[str, float] = {}
        self.commit = _commit(self.tree)
        ports = [free_port() for _ in range(2 if self.cluster else 1)]
        self.urls = [f"http://{HOST}:{port}" for port in ports]
        self.url = self.urls[0]
        self.environ = _environ(folder, ports[0], self.tree)
        self.broker = Settings(home=folder / "home").broker_socket
        try:
            if self.postgres is not None:
                self.environ["DUOLOGUE_DATABASE_URL"] = self.postgres.start(folder)
                self.named["postgresql"] = self.postgres.pid
                self.pids["server"].append(self.postgres.pid)
            if self.cluster is not None:
                self.environ |= self.cluster.start(folder)
                self.pids["server"] += self.cluster.pids
            else:
                self.begin("broker")
            for url in self.urls:
                self.url = url
                self.environ["DUOLOGUE_PORT"] = url.rpartition(":")[2]
                self.begin("serve")
            for part in ("jobs", "collect", *(["work"] if self.worker else [])):
                self.begin(part)
            until(self.ready, f"{self.name} ready", 180, self.children)
        except BaseException:
            self.stop()
            raise

    def begin(self, part: str) -> None:
        """Start one part; the chat and all that comes after it find the one before them."""
        words, processors = self._room() if part == "work" else ([], None)
        command = [sys.executable, "-P", str(PART), part, *words]  # -P: modules beside it are not to be found
        self.named[part] = self.children.start(part, command, self.environ, processors)
        self.pids["worker" if part == "work" else "server"].append(self.named[part])
        if part == "broker":
            until(lambda: self.broker.is_socket(), "the broker", 60, self.children)
        if part == "serve":
            began = time.monotonic()
            until(self.alive, "the chat", 120, self.children)
            self.seconds[part] = time.monotonic() - began

    def _room(self) -> tuple[list[str], frozenset[int] | None]:
        """What `duologue up` of that checkout tells its worker, and to which processors it keeps it."""
        if (self.tree / "nlp" / "worker" / "room.py").exists():
            return ["--beside"], None
        apart = (self.tree / "service" / "supervisor" / "processors.py").exists()
        return [], for_worker(Settings()) if apart else None

    def alive(self) -> bool:
        try:
            return httpx.get(f"{self.url}/health/live", timeout=5).status_code == 200
        except httpx.HTTPError:
            return False

    def ready(self) -> bool:
        if not self.worker:
            return self.alive()
        answer = httpx.get(f"{self.url}/api/languages", timeout=5).json()
        return bool(answer["worker"] == "ready")

    def sign_in(self, pairs: int) -> Plan:
        """People who speak Portuguese write to people who read English."""
        with httpx.Client(base_url=self.url, timeout=60) as http, ThreadPoolExecutor(4) as hands:
            made = list(hands.map(lambda number: _pair(http, number), range(pairs)))
        sockets = " ".join(f"{url.replace('http', 'ws')}/api/live" for url in self.urls)
        return Plan("duologue", sockets, made)

    def parts(self) -> dict[str, list[int]]:
        return self.pids if self.worker else {"server": self.pids["server"]}

    def version(self) -> str:
        store = f", {self.postgres.version()}" if self.postgres is not None else ""
        return f"commit {self.commit}{store}"

    def stop(self) -> None:
        self.children.stop()
        if self.cluster is not None:
            self.cluster.stop()
        if self.postgres is not None:
            self.postgres.stop()


def _commit(tree: Path) -> str:
    command = ["git", "describe", "--always", "--dirty", "--exclude=*"]
    done = subprocess.run(command, cwd=tree, capture_output=True, text=True, check=False)
    return done.stdout.strip() or "unknown"


def _environ(folder: Path, port: int, tree: Path) -> dict[str, str]:
    others = {name: value for name, value in os.environ.items() if not name.startswith("DUOLOGUE_")}
    return others | {
        "PYTHONPATH": str(tree),
        "DUOLOGUE_HOME": str(folder / "home"),
        "DUOLOGUE_HOST": HOST,
        "DUOLOGUE_PORT": str(port),
        "DUOLOGUE_LIMITS": OPEN,
        "DUOLOGUE_CONNECTIONS_PER_ADDRESS": "10000",
        "DUOLOGUE_LOG_LEVEL": "WARNING",
    }


def _pair(http: httpx.Client, number: int) -> Pair:
    tokens = [_sign_up(http, f"{side}{number}", spoken) for side, spoken in (("w", "pt"), ("r", "en"))]
    talk = [
        _open(http, token, other) for token, other in zip(tokens, (f"r{number}", f"w{number}"), strict=True)
    ]
    return Pair(tokens[0], tokens[1], talk[0])


def _sign_up(http: httpx.Client, handle: str, language: str) -> str:
    person = {"handle": handle, "name": handle, "password": "long enough", "language": language}
    answer = http.post("/api/people", json=person).raise_for_status()
    http.cookies.clear()
    return str(answer.json()["token"])


def _open(http: httpx.Client, token: str, handle: str) -> str:
    headers = {"Authorization": f"Bearer {token}"}
    answer = http.post("/api/conversations", json={"with": handle}, headers=headers).raise_for_status()
    return str(answer.json()["id"])
