"""What is measured of one checkout, by the protocol alone, so that any commit can be asked."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path
from time import perf_counter
from typing import Any

import httpx

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
PAGE = 200
"""Most messages that one answer has."""


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
                | asyncio.run(_worker(server, plan, messages))
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


async def _worker(server: Duologue, plan: Plan, messages: int) -> dict[str, float]:
    """What was posted while no worker was there is none of what is measured: it is waited for first.

    A person's messages beyond a share come after others', so that those for warming up would overtake it.
    """
    chat = await Chat(plan).open()
    understood = _Understood(chat)
    left = await asyncio.to_thread(_unread, server, plan)
    server.worker, began = True, perf_counter()
    server.begin("work")
    await asyncio.to_thread(until, server.ready, "the worker", 180, server.children)
    ready = perf_counter() - began
    await understood.all_of(left)
    await understood.all_of(_post(chat, "warm", PAIRS))
    began = perf_counter()
    await understood.all_of(_post(chat, "w", messages))
    took = perf_counter() - began
    await chat.close()
    return {"worker_starts_s": ready, "worker_per_s": messages / took}


class _Understood:
    """Messages, by the ids of their clients, whose enrichment has come to a screen."""

    def __init__(self, chat: Chat) -> None:
        self._seen: set[str] = set()
        chat.on["enriched"] = self._heard

    def _heard(self, _: int, event: dict[str, Any]) -> None:
        if event["message"]["enrichment"]["status"] != "pending":
            self._seen.add(event["message"]["client_id"])

    async def all_of(self, wanted: set[str]) -> None:
        """Until each of these has come. TimeoutError where one does not."""
        async with asyncio.timeout(PATIENCE):
            while not wanted <= self._seen:  # noqa: ASYNC110 - sockets tell, and need not know who waits
                await asyncio.sleep(0.01)


def _post(chat: Chat, name: str, count: int) -> set[str]:
    """So many at once, by pairs in turn; the ids of their clients."""
    refs = {f"{name}{number}" for number in range(count)}
    for number, ref in enumerate(sorted(refs)):
        place = number % len(chat.plan.pairs)
        where = {"conversation_id": chat.plan.pairs[place].room, "client_id": ref, "ref": ref}
        tell(chat.writers[place], type="post", text=f"{name} {text_of(number)}", **where)
    return refs


def _unread(server: Duologue, plan: Plan) -> set[str]:
    """Messages that no worker has read yet, by the ids of their clients."""
    found: set[str] = set()
    with httpx.Client(base_url=server.url, timeout=60) as http:
        for pair in plan.pairs:
            headers = {"Authorization": f"Bearer {pair.writer}"}
            before: dict[str, int] = {}
            while True:
                where = {"limit": PAGE} | before
                answer = http.get(f"/api/conversations/{pair.room}/messages", params=where, headers=headers)
                page = answer.raise_for_status().json()["messages"]
                found |= {one["client_id"] for one in page if one["enrichment"]["status"] == "pending"}
                if len(page) < PAGE:
                    break
                before = {"before": page[0]["seq"]}
    return found
