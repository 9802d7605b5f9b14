"""A WebSocket client that costs the generator little: no compression, no fragments sent, mask of zeros.

RFC 6455 asks clients to mask, and servers to refuse what is not masked; a mask of zeros leaves the bytes as
they are. That is for benchmarks alone: it protects no proxy from anybody.
"""

from __future__ import annotations

import asyncio
import base64
import os
import sys
from collections.abc import Callable
from typing import cast
from urllib.parse import urlsplit

TEXT, CLOSE, PING, PONG = 0x1, 0x8, 0x9, 0xA
MASK = b"\0\0\0\0"


class WebSocket(asyncio.Protocol):
    """One connection. What comes is kept until `listen` says who hears it, whole text by whole text."""

    def __init__(self) -> None:
        self.heard: Callable[[bytes], None] | None = None
        self.buffer = bytearray()
        self.parts: list[bytes] = []
        self.open = asyncio.get_running_loop().create_future()
        self.transport: asyncio.Transport
        self.closing = False

    @classmethod
    async def connect(cls, url: str, **headers: str) -> WebSocket:
        """Connected and shaken hands. ConnectionError with what the server said, where it refuses."""
        where = urlsplit(url)
        loop = asyncio.get_running_loop()
        _, one = await loop.create_connection(cls, where.hostname, where.port)
        asked = {
            "Host": where.netloc,
            "Upgrade": "websocket",
            "Connection": "Upgrade",
            "Sec-WebSocket-Key": base64.b64encode(os.urandom(16)).decode(),
            "Sec-WebSocket-Version": "13",
            **headers,
        }
        path = f"{where.path or '/'}{'?' + where.query if where.query else ''}"
        head = "".join(f"{name}: {value}\r\n" for name, value in asked.items())
        one.transport.write(f"GET {path} HTTP/1.1\r\n{head}\r\n".encode())
        await asyncio.wait_for(one.open, 30)
        return one

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        if self.open.done() or self._shaken():
            self._hear()

    def listen(self, heard: Callable[[bytes], None]) -> None:
        """From now on texts go there; first those that have come already."""
        self.heard = heard
        self._hear()

    def _hear(self) -> None:
        while self.heard is not None and self._frame():
            pass

    def _shaken(self) -> bool:
        end = self.buffer.find(b"\r\n\r\n")
        if end < 0:
            return False
        head = bytes(self.buffer[:end])
        del self.buffer[: end + 4]
        if b" 101 " in head.split(b"\r\n")[0]:
            self.open.set_result(None)
            return True
        self.open.set_exception(ConnectionError(head.decode(errors="replace")))
        return False

    def _frame(self) -> bool:
        """Take one frame off the buffer, if a whole one is there."""
        buffer = self.buffer
        if len(buffer) < 2:
            return False
        size, begin = buffer[1] & 0x7F, 2
        if size >= 126:
            begin = 4 if size == 126 else 10
            size = int.from_bytes(buffer[2:begin]) if len(buffer) >= begin else len(buffer)
        if len(buffer) < begin + size:
            return False
        first, payload = buffer[0], bytes(buffer[begin : begin + size])
        del buffer[: begin + size]
        self._take(first & 0x0F, bool(first & 0x80), payload)
        return True

    def _take(self, kind: int, whole: bool, payload: bytes) -> None:
        if kind == PING:
            self._write(PONG, payload)
        elif kind == CLOSE:
            self.transport.close()
        elif kind != PONG:
            self.parts.append(payload)
            if whole and self.heard is not None:
                text = payload if len(self.parts) == 1 else b"".join(self.parts)
                self.parts.clear()
                self.heard(text)

    def send(self, text: bytes) -> None:
        """A text; what the system does not take at once waits in memory."""
        self._write(TEXT, text)

    def _write(self, kind: int, payload: bytes) -> None:
        size = len(payload)
        length = bytes([0x80 | size]) if size < 126 else b"\xfe" + size.to_bytes(2)
        if size > 65535:
            length = b"\xff" + size.to_bytes(8)
        self.transport.write(bytes([0x80 | kind]) + length + MASK + payload)

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.open.done():
            self.open.set_exception(exc or ConnectionError("closed before the handshake was over"))
        elif not self.closing:
            print(f"a server closed a socket: {exc!r}", file=sys.stderr)

    async def close(self) -> None:
        """Say good-bye and close."""
        self.closing = True
        self._write(CLOSE, b"\x03\xe8")
        self.transport.close()
