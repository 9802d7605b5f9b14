"""Matrix: each writer sends one request after another, as clients do; each reader has a long poll open."""

from __future__ import annotations

import asyncio
import contextlib
from urllib.parse import quote

import httpx

from benchmarks.peers.clients.base import number_of, text_of
from benchmarks.peers.ledger import Ledger
from benchmarks.peers.steps import Pair

TEXT = "m.room.message"
FILTER = '{"room":{"timeline":{"limit":200},"state":{"lazy_load_members":true}},"presence":{"types":[]}}'


class Client:
    """A pair's `writer` and `reader` are access tokens, its `room` the id of the room."""

    def __init__(self, url: str, pairs: list[Pair], ledger: Ledger) -> None:
        self.pairs, self.ledger = pairs, ledger
        unbounded = httpx.Limits(max_connections=None, max_keepalive_connections=None)
        self.http = httpx.AsyncClient(base_url=url, timeout=120, limits=unbounded)
        self.waiting: list[asyncio.Queue[int]] = [asyncio.Queue() for _ in pairs]
        self.tasks: list[asyncio.Task[None]] = []

    async def connect(self) -> None:
        for place, pair in enumerate(self.pairs):
            since = await self._sync(pair.reader, "", 0)
            self.tasks.append(asyncio.create_task(self._read(pair.reader, since)))
            self.tasks.append(asyncio.create_task(self._write(place)))

    def send(self, pair: int, number: int) -> None:
        self.waiting[pair].put_nowait(number)

    async def _write(self, place: int) -> None:
        pair = self.pairs[place]
        where = f"/_matrix/client/v3/rooms/{quote(pair.room)}/send/{TEXT}"
        while True:
            number = await self.waiting[place].get()
            body = {"msgtype": "m.text", "body": text_of(number)}
            answer = await self.http.put(f"{where}/n{number}", json=body, headers=_signed(pair.writer))
            (self.ledger.ack if answer.is_success else self.ledger.refuse)(number)

    async def _read(self, token: str, since: str) -> None:
        while True:
            since = await self._sync(token, since, 30_000)

    async def _sync(self, token: str, since: str, patience: int) -> str:
        """What is new, told to the ledger; the position after it."""
        query = {"timeout": f"{patience}", "filter": FILTER} | ({"since": since} if since else {})
        answer = await self.http.get("/_matrix/client/v3/sync", params=query, headers=_signed(token))
        found = answer.raise_for_status().json()
        for room in found.get("rooms", {}).get("join", {}).values():
            for event in room["timeline"]["events"]:
                number = number_of(event["content"].get("body", "")) if event["type"] == TEXT else -1
                if number >= 0:
                    self.ledger.receive(number)
        return str(found["next_batch"])

    async def close(self) -> None:
        for task in self.tasks:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError, httpx.HTTPError):
                await task
        await self.http.aclose()


def _signed(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}
