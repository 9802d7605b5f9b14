"""XMPP over plain TCP: registers, signs in, turns on stream management; reads stanzas by their first tag."""

from __future__ import annotations

import asyncio
import base64
import re
from collections import deque
from collections.abc import Callable
from html import escape
from typing import cast
from urllib.parse import urlsplit

from benchmarks.peers.clients.base import text_of
from benchmarks.peers.ledger import Ledger
from benchmarks.peers.steps import Pair

STREAM = (
    "<?xml version='1.0'?><stream:stream to='localhost' version='1.0' xmlns='jabber:client' "
    "xmlns:stream='http://etherx.jabber.org/streams'>"
)
REGISTER = (
    "<iq type='set' id='register'><query xmlns='jabber:iq:register'>"
    "<username>{0}</username><password>long enough</password></query></iq>"
)
AUTH = "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>{0}</auth>"
BIND = (
    "<iq type='set' id='bind'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'>"
    "<resource>load</resource></bind></iq>"
)
MESSAGE = re.compile(rb"<message [^>]*?\bid='(\d+)'")
HANDLED = re.compile(rb"<a [^>]*?\bh='(\d+)'")


class Connection(asyncio.Protocol):
    """One stream of one person."""

    def __init__(self) -> None:
        self.buffer = b""
        self.heard: Callable[[bytes], None] | None = None
        self.news = asyncio.Event()

    @classmethod
    async def enter(cls, host: str, port: int, who: str) -> Connection:
        """Registered, signed in, present."""
        _, one = await asyncio.get_running_loop().create_connection(cls, host, port)
        await one.ask(STREAM, b"</stream:features>")
        await one.ask(REGISTER.format(who), b"type='result'")
        secret = base64.b64encode(f"\0{who}\0long enough".encode()).decode()
        await one.ask(AUTH.format(secret), b"<success")
        await one.ask(STREAM, b"</stream:features>")
        await one.ask(BIND, b"type='result'")
        await one.ask("<presence/>", b"<presence")
        return one

    async def ask(self, text: str, answer: bytes) -> None:
        """Send, and wait until something comes back. ConnectionError with what came instead."""
        self.buffer = b""
        self.write(text)
        try:
            async with asyncio.timeout(30):
                while answer not in self.buffer:
                    self.news.clear()
                    await self.news.wait()
        except TimeoutError as error:
            raise ConnectionError(f"no {answer!r}, but {self.buffer!r}") from error

    def write(self, text: str) -> None:
        self.transport.write(text.encode())

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        if self.heard is None:
            self.news.set()
            return
        whole = self.buffer.rfind(b">") + 1
        tags, self.buffer = self.buffer[:whole], self.buffer[whole:]
        self.heard(tags)


class Client:
    """A pair's `writer` and `reader` are names of people."""

    def __init__(self, url: str, pairs: list[Pair], ledger: Ledger) -> None:
        where = urlsplit(url)
        self.host, self.port = str(where.hostname), int(where.port or 0)
        self.pairs, self.ledger = pairs, ledger
        self.writers: list[Connection] = []
        self.readers: list[Connection] = []
        self.open: list[deque[int]] = [deque() for _ in pairs]
        self.handled = [0] * len(pairs)

    async def connect(self) -> None:
        for place, pair in enumerate(self.pairs):
            writer = await Connection.enter(self.host, self.port, pair.writer)
            await writer.ask("<enable xmlns='urn:xmpp:sm:3'/>", b"<enabled")
            writer.heard = lambda tags, place=place: self._answered(place, tags)
            reader = await Connection.enter(self.host, self.port, pair.reader)
            reader.heard = self._heard
            self.writers.append(writer)
            self.readers.append(reader)

    def send(self, pair: int, number: int) -> None:
        to = f"to='{self.pairs[pair].reader}@localhost' type='chat' id='{number}'"
        self.open[pair].append(number)
        self.writers[pair].write(
            f"<message {to}><body>{escape(text_of(number))}</body></message><r xmlns='urn:xmpp:sm:3'/>"
        )

    def _answered(self, pair: int, tags: bytes) -> None:
        for match in HANDLED.finditer(tags):
            while self.handled[pair] < int(match[1]):
                self.handled[pair] += 1
                self.ledger.ack(self.open[pair].popleft())

    def _heard(self, tags: bytes) -> None:
        for match in MESSAGE.finditer(tags):
            self.ledger.receive(int(match[1]))

    async def close(self) -> None:
        for one in (*self.writers, *self.readers):
            one.heard = None
            one.write("</stream:stream>")
            one.transport.close()
