"""The hub: rings the bell of a person on every open socket, here and on other processes."""

from __future__ import annotations

import asyncio
import logging

from service.ids import new_id
from service.live import FromServer, Presence, PreviewSeen, TypingSeen
from service.realtime.ears import Ears
from service.realtime.envelope import Envelope, pack, pack_ended, unpack
from service.realtime.line import Line, Parcel, parcel
from service.realtime.outgoing import Outgoing
from service.wire.broker import Client
from service.wire.errors import DecodeError
from service.wire.streams import person_channel

log = logging.getLogger(__name__)

SIGNED_OUT = 4401
RESTARTING = 1012

PASSING_NEWS = (TypingSeen, Presence, PreviewSeen)
"""Frames that are of no use when late."""


class Hub:
    """Open sockets of this process by person. Implements `service.bell.Bell`.

    Sockets of this process are served directly, so that they hear each other while the broker is away; other
    processes hear by sharded pub/sub, whose messages carry `origin` so that their sender skips them.
    """

    def __init__(self, url: str, client: Client) -> None:
        self.origin = new_id()
        self._lines: dict[str, set[Line]] = {}
        self._ears = Ears(url, self._hear, self._missed)
        self._outgoing = Outgoing(client)

    @property
    def connected(self) -> bool:
        """Whether other processes can be heard."""
        return self._ears.connected

    @property
    def channels(self) -> frozenset[str]:
        """Channels that this process listens to: one per person who is connected here."""
        return self._ears.channels

    def people(self) -> frozenset[str]:
        """Ids of those who are connected to this process."""
        return frozenset(self._lines)

    async def run(self, stop: asyncio.Event) -> None:
        """Hear and be heard until `stop` is set. Supervise it: what it raises is a fault."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._ears.run(stop))
            tasks.create_task(self._outgoing.run(stop))

    async def join(self, line: Line) -> None:
        """From now on the line gets what is rung. Read the store after this, and nothing falls between."""
        self._lines.setdefault(line.person_id, set()).add(line)
        await self._ears.open(person_channel(line.person_id))

    def leave(self, line: Line) -> None:
        """The socket is gone. Leaving twice, or without having joined, is fine."""
        lines = self._lines.get(line.person_id)
        if lines is None:
            return
        lines.discard(line)
        if not lines:
            del self._lines[line.person_id]
            self._ears.close(person_channel(line.person_id))

    async def ring(self, person_id: str, frame: FromServer) -> None:
        """Send a frame to all sockets of one person. Never waits for the broker, never raises for it."""
        one = parcel(frame)
        self._deliver(person_id, one)
        lasts = 5.0 if isinstance(frame, PASSING_NEWS) else 600.0
        self._outgoing.add(person_channel(person_id), pack(self.origin, one), lasts)

    async def end_session(self, person_id: str, session: str) -> None:
        """Close all sockets that were opened with this session, wherever they are."""
        self._end(person_id, session)
        self._outgoing.add(person_channel(person_id), pack_ended(self.origin, session))

    def close_all(self, code: int = RESTARTING) -> None:
        """Close every socket of this process."""
        for lines in list(self._lines.values()):
            for line in list(lines):
                line.end(code)

    def _deliver(self, person_id: str, one: Parcel) -> None:
        for line in self._lines.get(person_id, ()):
            line.offer(one)

    def _end(self, person_id: str, session: str) -> None:
        for line in self._lines.get(person_id, ()):
            if line.session == session:
                line.end(SIGNED_OUT)

    def _hear(self, channel: str, body: bytes) -> None:
        try:
            envelope: Envelope = unpack(body)
        except DecodeError:
            log.warning("something on %s is not an envelope; left out", channel)
            return
        if envelope.origin == self.origin:
            return
        person_id = _person_of(channel)
        one = envelope.parcel()
        if one is not None:
            self._deliver(person_id, one)
        if envelope.ended_session is not None:
            self._end(person_id, envelope.ended_session)

    def _missed(self, channel: str) -> None:
        for line in self._lines.get(_person_of(channel), ()):
            line.missed.set()


def _person_of(channel: str) -> str:
    return channel.partition("{")[2].rstrip("}")
