"""The bare relay: a frame is `KIND NUMBER TEXT`, sent to whoever shares the room, and acknowledged."""

from __future__ import annotations

from benchmarks.peers.clients.base import text_of
from benchmarks.peers.clients.websocket import WebSocket
from benchmarks.peers.ledger import Ledger
from benchmarks.peers.steps import Pair


class Client:
    """A pair's `room` is any word; nobody signs in."""

    def __init__(self, url: str, pairs: list[Pair], ledger: Ledger) -> None:
        self.url, self.pairs, self.ledger = url, pairs, ledger
        self.writers: list[WebSocket] = []
        self.readers: list[WebSocket] = []

    async def connect(self) -> None:
        for pair in self.pairs:
            for side in (self.writers, self.readers):
                side.append(await WebSocket.connect(f"{self.url}/{pair.room}"))
                side[-1].listen(self._heard)

    def send(self, pair: int, number: int) -> None:
        self.writers[pair].send(f"message {number} {text_of(number)}".encode())

    def _heard(self, text: bytes) -> None:
        kind, number, *_ = text.split(b" ", 2)
        if kind == b"ack":
            self.ledger.ack(int(number))
        else:
            self.ledger.receive(int(number))

    async def close(self) -> None:
        for one in (*self.writers, *self.readers):
            await one.close()
