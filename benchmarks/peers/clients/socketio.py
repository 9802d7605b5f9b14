"""Socket.IO 4 over Engine.IO 4, WebSocket from the start: `TYPE[ACK_ID]JSON` in text frames."""

from __future__ import annotations

import asyncio

import msgspec

from benchmarks.peers.clients.base import text_of
from benchmarks.peers.clients.websocket import WebSocket
from benchmarks.peers.ledger import Ledger
from benchmarks.peers.steps import Pair

OPENED, PING, PONG, CONNECT, EVENT, ACK = b"0", b"2", b"3", b"40", b"42", b"43"


class Client:
    """A pair's `room` is any word; nobody signs in."""

    def __init__(self, url: str, pairs: list[Pair], ledger: Ledger) -> None:
        self.url, self.pairs, self.ledger = url, pairs, ledger
        self.writers: list[WebSocket] = []
        self.readers: list[WebSocket] = []

    async def connect(self) -> None:
        for pair in self.pairs:
            for side in (self.writers, self.readers):
                side.append(await self._enter(pair.room))

    async def _enter(self, room: str) -> WebSocket:
        connected = asyncio.Event()

        def heard(text: bytes) -> None:
            if text.startswith(OPENED):
                one.send(CONNECT + msgspec.json.encode({"room": room}))
            elif text.startswith(CONNECT):
                connected.set()
            elif text == PING:
                one.send(PONG)
            else:
                self._heard(text)

        one = await WebSocket.connect(self.url)
        one.listen(heard)
        await asyncio.wait_for(connected.wait(), 30)
        return one

    def send(self, pair: int, number: int) -> None:
        body = msgspec.json.encode(["post", {"client_id": f"{number}", "text": text_of(number)}])
        self.writers[pair].send(b"%s%d%s" % (EVENT, number, body))

    def _heard(self, text: bytes) -> None:
        kind, body = text[:2], text[2:]
        if kind == ACK:
            self.ledger.ack(int(body[: body.index(b"[")]))
        elif kind == EVENT:
            name, said, *_ = msgspec.json.decode(body)
            if name == "message":
                self.ledger.receive(int(said["client_id"]))

    async def close(self) -> None:
        for one in (*self.writers, *self.readers):
            await one.close()
