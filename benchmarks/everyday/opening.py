"""What happens when somebody comes: a chat is opened, the list is read, what was missed is caught up with."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from time import perf_counter
from typing import Any

import httpx

from benchmarks.everyday.chat import Chat, tell
from benchmarks.everyday.waits import Figure, Meter, Waits
from benchmarks.peers.clients.base import text_of
from benchmarks.peers.steps import Pair

AT_ONCE = 4
MISSED = 1_000
PAGE = 50
"""Conversations asked for at once, of somebody with many."""


class Opening:
    """`url` is that of HTTP; `pair` the one whose conversation becomes long."""

    def __init__(self, chat: Chat, meter: Meter, url: str) -> None:
        self.chat, self.meter, self.url = chat, meter, url
        self.pair: Pair = chat.plan.pairs[0]

    async def fill(self) -> None:
        """`MISSED` more messages in the first pair's conversation."""
        waits = Waits()
        self.chat.on["posted"] = lambda _, event: waits.end(event["ref"])
        for number in range(MISSED):
            waits.begin(f"f{number}")
            where = {"conversation_id": self.pair.room, "client_id": f"f{number}", "ref": f"f{number}"}
            tell(self.chat.writers[0], type="post", text=text_of(number), **where)
            if number % 20 == 0:
                await waits.all()
        await waits.all()

    async def opened(self, count: int) -> Figure:
        """The conversation and its last 50 messages."""
        where = f"/api/conversations/{self.pair.room}"

        async def once(http: httpx.AsyncClient) -> None:
            (await http.get(where)).raise_for_status()
            query = {"before": 1_000_000, "limit": 50}
            (await http.get(f"{where}/messages", params=query)).raise_for_status()

        return await self._asked("a chat opened, with its last 50 messages", self.pair.reader, count, once)

    async def listed(self, token: str, count: int, known: int) -> Figure:
        """A page of the list of somebody who has very many conversations."""

        async def once(http: httpx.AsyncClient) -> None:
            page = (await http.get("/api/conversations", params={"limit": PAGE})).raise_for_status()
            assert len(page.json()) == PAGE

        name = f"{PAGE} of the list of who has {known:,} conversations"
        return await self._asked(name, token, count, once)

    async def _asked(
        self, name: str, token: str, count: int, once: Callable[[httpx.AsyncClient], Awaitable[None]]
    ) -> Figure:
        waits = Waits()
        headers = {"Authorization": f"Bearer {token}"}

        async def some(http: httpx.AsyncClient) -> None:
            for _ in range(count // AT_ONCE):
                began = perf_counter()
                await once(http)
                waits.took.append((perf_counter() - began) * 1000)

        async def done() -> int:
            await asyncio.gather(*(some(http) for _ in range(AT_ONCE)))
            return count // AT_ONCE * AT_ONCE

        async with httpx.AsyncClient(base_url=self.url, headers=headers, timeout=60) as http:
            return await self.meter.figure(name, waits, done)

    async def resumed(self, count: int) -> Figure:
        """A client that missed `MISSED` messages comes back, and has them all."""
        waits = Waits()
        left: dict[str, int] = {}

        def heard(_: int, event: dict[str, Any]) -> None:
            if event["ref"] in left:
                left[event["ref"]] -= len(event["messages"])
                if left[event["ref"]] <= 0:
                    waits.end(event["ref"])

        async def done() -> int:
            for number in range(count):
                ref = f"r{number}"
                left[ref] = MISSED
                waits.begin(ref)
                tell(
                    self.chat.readers[0], type="resume", ref=ref, conversation_id=self.pair.room, rev=self.rev
                )
                await waits.all()
            return count

        self.rev = await self._missed()
        self.chat.on["messages"] = heard
        return await self.meter.figure(f"{MISSED:,} missed messages caught up with", waits, done)

    async def _missed(self) -> int:
        """The position of who has seen all but the last `MISSED` messages."""
        headers = {"Authorization": f"Bearer {self.pair.reader}"}
        async with httpx.AsyncClient(base_url=self.url, headers=headers, timeout=60) as http:
            talk = (await http.get(f"/api/conversations/{self.pair.room}")).raise_for_status().json()
            query = {"before": talk["last_seq"] - MISSED + 1, "limit": 1}
            page = await http.get(f"/api/conversations/{self.pair.room}/messages", params=query)
        return int(page.raise_for_status().json()["messages"][-1]["rev"])
