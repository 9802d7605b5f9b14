"""Duologue: the socket of its own page, `docs/protocol.md`."""

from __future__ import annotations

import asyncio

import msgspec
from msgspec import Struct

from benchmarks.peers.clients.base import text_of
from benchmarks.peers.clients.websocket import WebSocket
from benchmarks.peers.ledger import Ledger
from benchmarks.peers.steps import Pair


class Message(Struct):
    """What the ledger needs of a message."""

    client_id: str = ""


class Event(Struct):
    """What the ledger needs of an event."""

    type: str
    ref: str | None = None
    message: Message | None = None


EVENT = msgspec.json.Decoder(Event)
HELLO = b'{"type":"hello","positions":{}}'


class Client:
    """A pair's `writer` and `reader` are tokens, its `room` the id of the conversation. `url`: one for both,
    or one for each, by blank."""

    def __init__(self, url: str, pairs: list[Pair], ledger: Ledger) -> None:
        self.urls, self.pairs, self.ledger = url.split(), pairs, ledger
        self.writers: list[WebSocket] = []
        self.readers: list[WebSocket] = []

    async def connect(self) -> None:
        for pair in self.pairs:
            self.writers.append(await self._enter(self.urls[0], pair.writer, self._answered))
            self.readers.append(await self._enter(self.urls[-1], pair.reader, self._heard))

    async def _enter(self, url: str, token: str, heard) -> WebSocket:
        ready = asyncio.Event()

        def first(text: bytes) -> None:
            if EVENT.decode(text).type == "ready":
                one.listen(heard)
                ready.set()

        one = await WebSocket.connect(url, Authorization=f"Bearer {token}")
        one.listen(first)
        one.send(HELLO)
        await asyncio.wait_for(ready.wait(), 30)
        return one

    def send(self, pair: int, number: int) -> None:
        ref = f"n{number}"
        frame = {"type": "post", "ref": ref, "conversation_id": self.pairs[pair].room, "client_id": ref}
        self.writers[pair].send(msgspec.json.encode(frame | {"text": text_of(number)}))

    def _answered(self, text: bytes) -> None:
        event = EVENT.decode(text)
        if event.ref and event.ref.startswith("n"):
            number = int(event.ref[1:])
            if event.type == "posted":
                self.ledger.ack(number)
            elif event.type == "error":
                self.ledger.refuse(number)

    def _heard(self, text: bytes) -> None:
        event = EVENT.decode(text)
        if event.type == "message" and event.message is not None:
            self.ledger.receive(int(event.message.client_id[1:]))

    async def close(self) -> None:
        for one in (*self.writers, *self.readers):
            await one.close()
