"""Connections: how many of one address, and how long each may take to say what it wants.

uvicorn closes a connection only where nothing at all comes between two requests. Here a request's head comes
within `HEAD_WITHIN` seconds, handshakes of sockets too; its body no slower than `SLOWEST` after `BODY_GRACE`
seconds; and whoever reads nothing of an answer for `UNREAD` seconds is let go.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from ipaddress import ip_network
from typing import ClassVar

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from service.api.addresses import is_within, neighbourhood, parsed
from service.api.patient_socket import PatientSocket
from wire.contracts.codec import encode

HEAD_WITHIN = 10.0
BODY_GRACE = 15.0
SLOWEST = 1000
"""Bytes of a body in a second; while we do not read, its sender's time does not count."""
UNREAD = 60.0


class Door:
    """What the connections of one server share.

    Args:
        most: connections of one address; trusted proxies stand for many, and are not counted.
        trusted: networks of those proxies.
        tell: given a name for each connection that is turned away or let go.
    """

    def __init__(self, most: int, trusted: Sequence[str], tell: Callable[[str], None]) -> None:
        self._most, self.tell = most, tell
        self._trusted = tuple(ip_network(one) for one in trusted)
        self._open: Counter[str] = Counter()

    def enter(self, host: str) -> bool:
        """A connection is made. False where there are too many from there; it is not counted then."""
        where = self._counted_as(host)
        if not where:
            return True
        if self._open[where] >= self._most:
            return False
        self._open[where] += 1
        return True

    def leave(self, host: str) -> None:
        """A connection that was let in has ended."""
        where = self._counted_as(host)
        if where:
            self._open[where] -= 1
            self._open += Counter()  # forgets those at zero

    def _counted_as(self, host: str) -> str:
        address = parsed(host)
        return "" if address is None or is_within(address, self._trusted) else neighbourhood(host)


class PatientHttp(H11Protocol):
    """HTTP/1.1 with limits to patience."""

    door: ClassVar[Door]

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Let in or turned away; the head of the first request is awaited."""
        super().connection_made(transport)
        self._host = self.client[0] if self.client else ""
        self._phase, self._since, self._received = "", 0.0, 0
        self._spoken = False
        self._timer: asyncio.TimerHandle | None = None
        self._unread: asyncio.TimerHandle | None = None
        self._inside = self.door.enter(self._host)
        if not self._inside:
            self.door.tell("turned_away")
            self._answer(429, "too_many_connections", "Too many connections from this address.")
            return
        self._follow(0)

    def data_received(self, data: bytes) -> None:
        """More of a request."""
        if not self._inside:
            return
        self._spoken = True
        super().data_received(data)
        self._follow(len(data))

    def connection_lost(self, exc: Exception | None) -> None:
        """The end, but for a socket: that goes on."""
        self._stop()
        if self._inside:
            self._inside = False
            self.door.leave(self._host)
        super().connection_lost(exc)

    def on_response_complete(self) -> None:
        """Answered: the next request may have begun."""
        super().on_response_complete()
        self._follow(0)

    def handle_websocket_upgrade(self, event: h11.Request) -> None:
        """From here on it is a `PatientSocket`, which leaves by the same door."""
        self._stop()
        self._inside = False
        super().handle_websocket_upgrade(event)

    def pause_writing(self) -> None:
        """The client reads more slowly than it is answered."""
        super().pause_writing()
        self._unread = self.loop.call_later(UNREAD, self._let_go)

    def resume_writing(self) -> None:
        """It reads on."""
        super().resume_writing()
        if self._unread is not None:
            self._unread.cancel()

    def _follow(self, received: int) -> None:
        """Note how far the request is; each part of it has its time."""
        phase = self._awaited()
        if phase != self._phase:
            self._phase, self._since, self._received = phase, self.loop.time(), 0
            self._again(self._left())
        self._received += received

    def _awaited(self) -> str:
        """Which part of a request is still to come: "head", "body", or none that was begun."""
        if not self._inside or self.transport.is_closing():
            return ""
        if self.conn.their_state is h11.SEND_BODY:
            return "body"
        begun = bool(self.conn.trailing_data[0]) or not self._spoken
        return "head" if self.conn.their_state is h11.IDLE and begun else ""

    def _left(self) -> float:
        allowed = HEAD_WITHIN if self._phase == "head" else BODY_GRACE + self._received / SLOWEST
        return self._since + allowed - self.loop.time()

    def _again(self, seconds: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self.loop.call_later(max(seconds, 0.05), self._late) if self._phase else None

    def _late(self) -> None:
        if not self._phase or self.transport.is_closing():
            return
        if self._phase == "body" and self.flow.read_paused:
            self._since += 1.0
        if self._left() > 0:
            self._again(self._left())
            return
        self.door.tell("too_slow")
        if not self._spoken:  # browsers connect ahead, and would show an answer that nothing was asked for
            self.transport.close()
            return
        self._answer(408, "too_slow", "The request did not come in time.")

    def _answer(self, status: int, code: str, message: str) -> None:
        """Say why, where nothing was answered yet, and close."""
        asked = self.cycle is not None and not self.cycle.response_complete
        if not (asked and self.cycle.response_started):
            body = encode({"code": code, "message": message, "details": {}})
            head = (
                f"HTTP/1.1 {status} {code}\r\ncontent-type: application/json\r\nretry-after: 10\r\n"
                f"connection: close\r\ncontent-length: {len(body)}\r\n\r\n"
            )
            self.transport.write(head.encode() + body)
        if asked:
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        self.transport.close()

    def _let_go(self) -> None:
        self.door.tell("unread")
        self.transport.abort()

    def _stop(self) -> None:
        for timer in (self._timer, self._unread):
            if timer is not None:
                timer.cancel()
        self._phase = ""


def protocols(door: Door) -> tuple[type[PatientHttp], type[PatientSocket]]:
    """Both kinds of connection, behind this door."""
    http = type("Http", (PatientHttp,), {"door": door})
    return http, type("Socket", (PatientSocket,), {"door": door})
