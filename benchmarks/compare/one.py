"""What is measured of one checkout, by the protocol alone, so that any commit can be asked."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path
from time import perf_counter
from typing import Any

from benchmarks.everyday.chat import Chat, tell
from benchmarks.peers.clients.base import text_of
from benchmarks.peers.load import Load
from benchmarks.peers.processes import cpu_of
from benchmarks.peers.servers.base import until
from benchmarks.peers.servers.duologue import Duologue
from benchmarks.peers.steps import Order, Plan

PAIRS, RATE = 10, 40.0
"""Of posting; low enough for the slowest checkout that one would compare with."""
PATIENCE = 300.0


def measure(tree: Path, messages: int, seconds: float) -> dict[str, float]:
    """Start-up, posting without a worker, then what a worker does of `messages` that come at once."""
    server = Duologue(worker=False, tree=tree)
    with tempfile.TemporaryDirectory(prefix="duo-compare-", ignore_cleanup_errors=True) as folder:
        server.start(Path(folder))
        try:
            plan = server.sign_in(PAIRS)
            return (
                {"serve_starts_s": server.seconds["serve"]}
                | _posting(server, plan, seconds)
                | _worker(server, plan, messages)
            )
        finally:
            server.stop()


def _posting(server: Duologue, plan: Plan, seconds: float) -> dict[str, float]:
    with Load(plan) as load:
        before = cpu_of(server.parts()["server"])
        step = load.run(Order(RATE, seconds, cut=False))
        spent = cpu_of(server.parts()["server"]) - before
    return {
        "posted_p50_ms": step.ack_p50,
        "posted_p99_ms": step.ack_p99,
        "received_p50_ms": step.p50,
        "received_p99_ms": step.p99,
        "cpu_s_per_1000": spent / step.sent * 1000,
        "lost": float(step.lost),
    }


def _worker(server: Duologue, plan: Plan, messages: int) -> dict[str, float]:
    server.worker, began = True, perf_counter()
    server.begin("work")
    until(server.ready, "the worker", 180, server.children)
    ready = perf_counter() - began
    asyncio.run(_understood(plan, "warm", PAIRS))
    return {
        "worker_starts_s": ready,
        "worker_per_s": messages / asyncio.run(_understood(plan, "w", messages)),
    }


async def _understood(plan: Plan, name: str, count: int) -> float:
    """Seconds from posting so many at once until each has its enrichment on the other's screen."""
    chat = await Chat(plan).open()
    wanted = {f"{name}{number}" for number in range(count)}

    def heard(_: int, event: dict[str, Any]) -> None:
        if event["message"]["enrichment"]["status"] != "pending":
            wanted.discard(event["message"]["client_id"])

    chat.on["enriched"] = heard
    began = perf_counter()
    for number, ref in enumerate(sorted(wanted)):
        place = number % len(plan.pairs)
        where = {"conversation_id": plan.pairs[place].room, "client_id": ref, "ref": ref}
        tell(chat.writers[place], type="post", text=f"{name} {text_of(number)}", **where)
    async with asyncio.timeout(PATIENCE):
        while wanted:  # noqa: ASYNC110 - sockets tell, and need not know who waits
            await asyncio.sleep(0.01)
    took = perf_counter() - began
    await chat.close()
    return took
