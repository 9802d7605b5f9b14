"""The list of conversations of somebody who has more and more of them: a page of it, over HTTP."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import httpx
from msgspec import Struct

from benchmarks.everyday.crowd import surround
from benchmarks.latency import quantile
from benchmarks.peers import report
from benchmarks.peers.servers.duologue import Duologue
from benchmarks.plots import lines, save
from wire.contracts.settings import Settings

SIZES = (10, 100, 1_000, 10_000)
PAGE, TIMES = 50, 60
HEAD = ("conversations", "a page of 50, p50, p95 ms", "bytes of it")


class Listed(Struct, frozen=True):
    """Milliseconds of one who asks again and again, and how much comes."""

    conversations: int
    p50: float
    p95: float
    size: int


def measure(folder: Path, say: Callable[[str], None]) -> list[Listed]:
    """Of an installation of its own, on SQLite, without a worker."""
    server = Duologue(worker=False)
    server.start(folder)
    try:
        (pair,) = server.sign_in(1).pairs
        headers = {"Authorization": f"Bearer {pair.writer}"}
        database, found = Settings(home=folder / "home").home / "duologue.db", list[Listed]()
        with httpx.Client(base_url=server.url, headers=headers, timeout=60) as http:
            _write(http, pair.room)
            me = str(http.get("/api/me").raise_for_status().json()["id"])
            so_far = 1
            for size in SIZES:
                surround(database, pair.room, me, size - so_far, so_far)
                so_far = size
                found.append(_listed(http, size))
                say(f"{found[-1]}")
        return found
    finally:
        server.stop()


def _write(http: httpx.Client, room: str) -> None:
    """The first message: every conversation has one."""
    body = {"text": "Bom dia!", "client_id": "first"}
    http.post(f"/api/conversations/{room}/messages", json=body).raise_for_status()


def _listed(http: httpx.Client, size: int) -> Listed:
    took, answer = list[float](), http.get("/api/conversations", params={"limit": PAGE})
    for _ in range(TIMES):
        began = time.perf_counter()
        answer = http.get("/api/conversations", params={"limit": PAGE}).raise_for_status()
        took.append(1000 * (time.perf_counter() - began))
        assert len(answer.json()) == min(PAGE, size)
    return Listed(size, quantile(took, 0.5), quantile(took, 0.95), len(answer.content))


def table(found: list[Listed]) -> str:
    """A line for each number."""
    rows = [[f"{one.conversations:,}", f"{one.p50:.1f}, {one.p95:.1f}", f"{one.size:,}"] for one in found]
    return report.table(HEAD, rows)


def draw(found: list[Listed], path: Path) -> None:
    """One panel."""
    points = [
        {"x": one.conversations, "y": getattr(one, share), "what": share}
        for share in ("p50", "p95")
        for one in found
    ]
    save(lines(points, "conversations of one person", "ms, a page of 50", wide=480), path)
