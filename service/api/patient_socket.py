"""WebSocket connections: counted by the door of their address, and written to in whole batches of frames.

Small frames go out uncompressed, in one write to the transport: compressing one costs more than it saves, and
the extension leaves that to each message. Large ones, as the snapshot after `hello`, are compressed where the
client can.

What people write comes as one whole text frame that is not compressed: it is read here, in some microseconds,
and all else by the library, whose way to a frame is many times as long.
"""

from __future__ import annotations

import asyncio
from asyncio import BaseTransport
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, cast

from uvicorn.protocols.utils import ClientDisconnected
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.http11 import Request
from websockets.protocol import State

from service.api.frame_borders import FrameBorders

try:
    from websockets.speedups import apply_mask
except ImportError:  # where its wheel has no compiled part
    from websockets.utils import apply_mask

if TYPE_CHECKING:
    from service.api.connections import Door

SMALL = 1400
"""Bytes of a frame that fits into a packet as it is."""

UNREAD = 4
"""Messages that wait for whoever serves the socket; beyond, no more are read."""

PIECE = 4096
"""Bytes that the library reads at a time: compressed, each of them may stand for a thousand."""

MOST_READ = 16
"""Messages of the largest size that one read of the network may unpack to; nobody writes so much at once."""

FRAMES = "duologue.frames"
"""Key among the extensions of a scope, where there are `Frames`."""

_TEXT = 0x81
"""First byte of a whole text message that is not compressed."""

_SHORT, _LONGER = range(128, 254), 254
"""Second byte of a masked frame: 128 and its size, or this, and the size in the two bytes that follow."""


class Frames(Protocol):
    """Whole messages of a socket, beside ASGI's `receive` and `send`, which take one at a time."""

    def read_into(self, inbox: asyncio.Queue[str | bytes | None], most: int) -> None:
        """From now on messages go there, those that `receive` has not given first. Where `most` wait, no
        more are read. `receive` gives the end alone."""

    def read_on(self) -> None:
        """One was taken: where none is left, reading goes on."""

    async def send_texts(self, bodies: Sequence[bytes]) -> None:
        """Write messages, in order, once there is room. OSError where the client has gone."""


class PatientSocket(WebSocketsSansIOProtocol):
    """A WebSocket that counts as a connection of its address. Has `Frames`."""

    door: ClassVar[Door]

    def connection_lost(self, exc: Exception | None) -> None:
        """It leaves by the door through which `PatientHttp` came in."""
        self.door.leave(self.client[0] if self.client else "")
        super().connection_lost(exc)

    def connection_made(self, transport: BaseTransport) -> None:
        """From here on all is followed that comes."""
        super().connection_made(transport)
        self._borders: FrameBorders | None = None
        self._inbox: asyncio.Queue[str | bytes | None] | None = None
        self._most = UNREAD
        self._read, self._pong = 0, b""

    def data_received(self, data: bytes) -> None:
        """More of frames, or the head of the request."""
        if self._borders is None:
            self._borders = FrameBorders()
            super().data_received(data)
            return
        text = self._whole_text(data) if self._borders.between else None
        if text is None:
            self._borders.follow(data)
            self._unpacked(data)
            return
        self.curr_msg_data_type, self.frames = "text", [text]
        self.send_receive_event_to_app()

    def _unpacked(self, data: bytes) -> None:
        """What the library reads, up to what fits into memory many times; beyond, the socket ends."""
        self._read, most = 0, MOST_READ * self.config.ws_max_size
        for start in range(0, len(data), PIECE):
            super().data_received(data[start : start + PIECE])
            if self.conn.parser_exc is not None:
                return
            if self._read > most:
                self._end_for_size()
                return

    def _end_for_size(self) -> None:
        if self.conn.state is State.OPEN and not self.close_sent:
            self.conn.fail(1009, "too much at once")
            self.handle_parser_exception()
        else:
            self.transport.close()

    def handle_ping(self) -> None:
        """Answered; while nothing more of ours is read, only the last ones, later (RFC 6455, 5.5.3)."""
        pong = b"".join(self.conn.data_to_send())
        if self.writable.is_set():
            self.transport.write(pong)
        else:
            self._pong = pong

    def resume_writing(self) -> None:
        """There is room again."""
        super().resume_writing()
        pong, self._pong = self._pong, b""
        if pong and not self.transport.is_closing():
            self.transport.write(pong)

    def handle_parser_exception(self) -> None:
        """What has come is no frame. Before the socket is accepted nothing can be said of that."""
        if self.conn.close_sent is None:
            self.transport.close()
        else:
            super().handle_parser_exception()

    def _whole_text(self, data: bytes) -> bytes | None:
        """The text, where this is one such frame and nothing else, and the library would take it."""
        conn = self.conn
        if data[0] != _TEXT or len(data) < 6 or conn.state is not State.OPEN or not self.handshake_complete:
            return None
        if conn.current_size is not None or conn.parser_exc is not None:
            return None
        size, at = data[1] - 128, 2
        if data[1] == _LONGER:
            size, at = data[2] << 8 | data[3], 4
        elif data[1] not in _SHORT:
            return None
        return apply_mask(data[at + 4 :], data[at : at + 4]) if len(data) == at + 4 + size else None

    def handle_connect(self, event: Request) -> None:
        """Whoever serves it finds the way to its frames in the scope."""
        super().handle_connect(event)
        if self.handshake_initiated and not self.handshake_complete:
            extensions: dict[str, Any] = dict(self.scope.get("extensions") or {})
            self.scope["extensions"] = extensions | {FRAMES: self}

    async def send_texts(self, bodies: Sequence[bytes]) -> None:
        """Write messages, in order, once there is room. OSError where the client has gone."""
        await self.writable.wait()
        if self.disconnected or self.close_sent or self.conn.state is not State.OPEN:
            raise ClientDisconnected
        self.transport.write(b"".join(self._framed(bodies)))

    def _framed(self, bodies: Sequence[bytes]) -> Iterator[bytes]:
        for body in bodies:
            size = len(body)
            if size > SMALL:
                self.conn.send_text(body)
                yield from self.conn.data_to_send()
                continue
            yield bytes((_TEXT, size)) if size < 126 else bytes((_TEXT, 126, size >> 8, size & 255))
            yield body

    def send_receive_event_to_app(self) -> None:
        """A whole message has come; one that is no text closes the socket, and is the client's fault.

        Reading stops where some wait, not at each: every stop is two calls of the kernel.
        """
        if self.close_sent:
            self.frames = []
            return
        if self.curr_msg_data_type == "text":
            try:
                text = b"".join(self.frames).decode()
            except UnicodeDecodeError:
                self.frames = []
                if self.conn.state is State.OPEN:  # else its end has come with it, and is told next
                    self.conn.send_close(1007)
                    self.handle_parser_exception()
                elif self.conn.state is State.CONNECTING:
                    self.transport.close()
                return
            self._arrived(text, "text")
        else:
            self._arrived(b"".join(self.frames), "bytes")
        self.frames = []

    def _arrived(self, body: str | bytes, kind: str) -> None:
        self._read += len(body)
        if self._inbox is None:
            self.queue.put_nowait(cast(Any, {"type": "websocket.receive", kind: body}))
        else:
            self._inbox.put_nowait(body)
        if not self.read_paused and (self._inbox or self.queue).qsize() >= self._most:
            self.read_paused = True
            self.transport.pause_reading()

    def read_into(self, inbox: asyncio.Queue[str | bytes | None], most: int) -> None:
        """As `Frames` says."""
        while not self.queue.empty():
            event: Any = self.queue.get_nowait()
            if event["type"] != "websocket.receive":
                self.queue.put_nowait(event)  # the end, after which nothing comes
                break
            inbox.put_nowait(event.get("text") or event.get("bytes") or b"")
        self._inbox, self._most = inbox, most

    def read_on(self) -> None:
        """As `Frames` says."""
        if self.read_paused and self._inbox is not None and self._inbox.empty():
            self.read_paused = False
            self.transport.resume_reading()
