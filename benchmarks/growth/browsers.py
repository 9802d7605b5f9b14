"""Memory of `serve` for a socket as browsers open it, which offer to compress, and for one that does not.

An installation of its own for each, so that nothing lies in memory that the other has left.
"""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

import msgspec
from websockets.asyncio.client import ClientConnection, connect

from benchmarks.growth.memory import memory_of
from benchmarks.peers.servers.duologue import Duologue
from benchmarks.peers.steps import Plan

PEOPLE, WARM, REST = 300, 20, 3.0
HELLO = '{"type":"hello","positions":{}}'


def measure() -> dict[bool, float]:
    """Bytes a socket, by whether it offers permessage-deflate."""
    return {offers: _bytes(offers) for offers in (False, True)}


def _bytes(offers: bool) -> float:
    with tempfile.TemporaryDirectory(prefix="duo-browsers-", ignore_cleanup_errors=True) as folder:
        server = Duologue(worker=False)
        server.start(Path(folder))
        try:
            return asyncio.run(_opened(server, server.sign_in(PEOPLE // 2), offers))
        finally:
            server.stop()


async def _opened(server: Duologue, plan: Plan, offers: bool) -> float:
    tokens = [token for pair in plan.pairs for token in (pair.writer, pair.reader)]
    sockets = [await _enter(plan.url, token, offers) for token in tokens[:WARM]]
    await asyncio.sleep(REST)
    before = memory_of(server.named["serve"])
    sockets += [await _enter(plan.url, token, offers) for token in tokens[WARM:]]
    await asyncio.sleep(REST)
    after = memory_of(server.named["serve"])
    await asyncio.gather(*(one.close() for one in sockets))
    return (after - before) / (len(sockets) - WARM)


async def _enter(url: str, token: str, offers: bool) -> ClientConnection:
    """Ready, as a page that waits."""
    one = await connect(
        url,
        additional_headers={"Authorization": f"Bearer {token}"},
        compression="deflate" if offers else None,
        proxy=None,
        max_queue=None,
    )
    await one.send(HELLO)
    while msgspec.json.decode(await one.recv())["type"] != "ready":
        pass
    return one
