"""The bare WebSocket relay: uvicorn and nothing else. What the machine and Python could do at best."""

from __future__ import annotations

import sys
from importlib.metadata import version
from pathlib import Path

from benchmarks.peers.load import ROOT
from benchmarks.peers.servers.base import HOST, Children, free_port, listens, until
from benchmarks.peers.steps import Pair, Plan


class Relay:
    """Keeps nothing, checks nothing."""

    name = "bare WebSocket relay"
    lowest = 400.0

    def start(self, folder: Path) -> None:
        self.children, self.port = Children(folder), free_port()
        command = [sys.executable, "-m", "uvicorn", "benchmarks.peers.servers.relay_app:app"]
        options = ["--host", HOST, "--port", f"{self.port}", "--log-level", "warning", "--app-dir", str(ROOT)]
        self.children.start("relay", [*command, *options, "--no-access-log"])
        until(lambda: listens(self.port), "the relay", 30, self.children)

    def sign_in(self, pairs: int) -> Plan:
        rooms = [Pair("", "", f"room{number}") for number in range(pairs)]
        return Plan("relay", f"ws://{HOST}:{self.port}", rooms)

    def parts(self) -> dict[str, list[int]]:
        return {"server": [child.pid for child in self.children.all]}

    def version(self) -> str:
        return f"uvicorn {version('uvicorn')}, websockets {version('websockets')}"

    def stop(self) -> None:
        self.children.stop()
