"""WebSocket connections: counted by the door of their address, and written to in whole batches of frames.

Small frames go out uncompressed, in one write to the transport: compressing one costs more than it saves, and
the extension leaves that to each message. Large ones, as the snapshot after `hello`, are compressed where the
client can.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from uvicorn.protocols.utils import ClientDisconnected
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.http11 import Request
from websockets.protocol import State

if TYPE_CHECKING:
    from service.api.connections import Door

SMALL = 1400
"""Bytes of a frame that fits into a packet as it is."""

UNREAD = 4
"""Messages that wait for whoever serves the socket; beyond, no more are read."""

FRAMES = "duologue.frames"
"""Key among the extensions of a scope, where there is a `FrameWriter`."""

_TEXT = 0x81
"""First byte of a whole text message that is not compressed."""


class FrameWriter(Protocol):
    """Writes text messages to a socket, beside ASGI's `send`, which takes one at a time."""

    async def send_texts(self, bodies: Sequence[bytes]) -> None:
        """Write messages, in order, once there is room. OSError where the client has gone."""


class PatientSocket(WebSocketsSansIOProtocol):
    """A WebSocket that counts as a connection of its address. A `FrameWriter`."""

    door: ClassVar[Door]

    def connection_lost(self, exc: Exception | None) -> None:
        """It leaves by the door through which `PatientHttp` came in."""
        self.door.leave(self.client[0] if self.client else "")
        super().connection_lost(exc)

    def handle_connect(self, event: Request) -> None:
        """Whoever serves it finds the way to write frames in the scope."""
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
                self.conn.send_close(1007)
                self.handle_parser_exception()
                return
            self.queue.put_nowait({"type": "websocket.receive", "text": text})
        else:
            self.queue.put_nowait({"type": "websocket.receive", "bytes": b"".join(self.frames)})
        self.frames = []
        if not self.read_paused and self.queue.qsize() >= UNREAD:
            self.read_paused = True
            self.transport.pause_reading()
