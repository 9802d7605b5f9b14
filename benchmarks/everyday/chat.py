"""Pairs of people with their sockets open, and what comes to them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import msgspec

from benchmarks.peers.clients.websocket import WebSocket
from benchmarks.peers.steps import Plan

Heard = Callable[[int, dict[str, Any]], None]


class Chat:
    """`writers` and `readers` by pair; `on[TYPE]` hears events of that type, with the number of the pair."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.on: dict[str, Heard] = {}
        self.writers: list[WebSocket] = []
        self.readers: list[WebSocket] = []
        self.me: list[tuple[str, str]] = []
        """Ids of writer and reader."""

    async def open(self) -> Chat:
        for place, pair in enumerate(self.plan.pairs):
            writer, me = await self.enter(pair.writer, place)
            reader, other = await self.enter(pair.reader, place)
            self.writers.append(writer)
            self.readers.append(reader)
            self.me.append((me, other))
        return self

    async def enter(self, token: str, place: int) -> tuple[WebSocket, str]:
        """A socket that is ready, and the id of whose it is."""
        ready = asyncio.get_running_loop().create_future()

        def heard(text: bytes) -> None:
            event = msgspec.json.decode(text)
            if event["type"] == "ready" and not ready.done():
                ready.set_result(event["me"]["id"])
            if (hear := self.on.get(event["type"])) is not None:
                hear(place, event)

        one = await WebSocket.connect(self.plan.url, Authorization=f"Bearer {token}")
        one.listen(heard)
        tell(one, type="hello", positions={})
        return one, await asyncio.wait_for(ready, 60)

    async def close(self) -> None:
        for one in (*self.writers, *self.readers):
            await one.close()


def tell(socket: WebSocket, **frame: object) -> None:
    """One frame out."""
    socket.send(msgspec.json.encode(frame))
