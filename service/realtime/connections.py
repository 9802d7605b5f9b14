"""Connection registry: open sockets of this process by person, and pushes to a person in every process."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable

from service.realtime.bot_frames import ToBot
from service.realtime.desk_frames import LookSeen
from service.realtime.envelope import Envelope, pack, pack_ended, unpack
from service.realtime.frames import FromServer, Presence, PreviewSeen, TypingSeen
from service.realtime.listener import PubSubListener
from service.realtime.publisher import Publisher
from service.realtime.send_queue import EncodedFrame, SendQueue, encoded
from wire.broker.clients import Client
from wire.broker.streams import person_channel, process_channel
from wire.contracts.errors import DecodeError
from wire.contracts.ids import new_id

log = logging.getLogger(__name__)

SIGNED_OUT = 4401
RESTARTING = 1012

PASSING_NEWS = (TypingSeen, LookSeen, Presence, PreviewSeen)
"""Frames that are of no use when late."""


class ConnectionRegistry:
    """Open sockets of this process by person. Implements `service.realtime.notifier.Notifier`.

    Sockets of this process are served directly, so that they hear each other while the broker is away; other
    processes hear by sharded pub/sub, whose messages carry `origin` so that their sender skips them.
    """

    def __init__(self, url: str, client: Client) -> None:
        self.origin = new_id()
        self._queues: dict[str, set[SendQueue]] = {}
        own = process_channel(self.origin)
        self._listener = PubSubListener(url, own, self._hear, self._missed)
        self._publisher = Publisher(client, self._listener.hears, own)

    @property
    def connected(self) -> bool:
        """Whether other processes can be heard."""
        return self._listener.connected

    @property
    def channels(self) -> frozenset[str]:
        """Channels that this process listens to: one per person who is connected here."""
        return self._listener.channels

    def __len__(self) -> int:
        return sum(len(queues) for queues in self._queues.values())

    def people(self) -> frozenset[str]:
        """Ids of those who are connected to this process."""
        return frozenset(self._queues)

    async def run(self, stop: asyncio.Event) -> None:
        """Hear and be heard until `stop` is set. Supervise it: what it raises is a fault."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._listener.run(stop))
            tasks.create_task(self._publisher.run(stop))

    async def join(self, queue: SendQueue) -> None:
        """From now on the queue gets what is pushed. Read the store after this, and nothing falls between."""
        self._queues.setdefault(queue.person_id, set()).add(queue)
        await self._listener.open(person_channel(queue.person_id))

    def leave(self, queue: SendQueue) -> None:
        """The socket is gone. Leaving twice, or without having joined, is fine."""
        queues = self._queues.get(queue.person_id)
        if queues is None:
            return
        queues.discard(queue)
        if not queues:
            del self._queues[queue.person_id]
            self._listener.close(person_channel(queue.person_id))

    async def notify(self, person_id: str, frame: FromServer | ToBot) -> None:
        """Send a frame to all sockets of one person. Never waits for the broker, never raises for it."""
        await self.notify_all((person_id,), frame)

    async def notify_all(self, people: Iterable[str], frame: FromServer | ToBot) -> None:
        """The same for several people: it is encoded once."""
        one = encoded(frame)
        body, lasts = pack(self.origin, one), 5.0 if isinstance(frame, PASSING_NEWS) else 600.0
        for person_id in people:
            self._deliver(person_id, one)
            self._publisher.add(person_channel(person_id), body, lasts)

    def tell_all(self, frame: FromServer) -> None:
        """Send a frame to every socket of this process, whoever it belongs to."""
        one = encoded(frame)
        for person_id in list(self._queues):
            self._deliver(person_id, one)

    async def end_session(self, person_id: str, session: str) -> None:
        """Close all sockets that were opened with this session, wherever they are."""
        self._end(person_id, session)
        self._publisher.add(person_channel(person_id), pack_ended(self.origin, session))

    def close_all(self, code: int = RESTARTING) -> None:
        """Close every socket of this process."""
        for queues in list(self._queues.values()):
            for queue in list(queues):
                queue.end(code)

    def _deliver(self, person_id: str, one: EncodedFrame) -> None:
        for queue in self._queues.get(person_id, ()):
            queue.offer(one)

    def _end(self, person_id: str, session: str) -> None:
        for queue in self._queues.get(person_id, ()):
            if queue.session == session:
                queue.end(SIGNED_OUT)

    def _hear(self, channel: str, body: bytes) -> None:
        try:
            envelope: Envelope = unpack(body)
        except DecodeError:
            log.warning("something on %s is not an envelope; left out", channel)
            return
        if envelope.origin == self.origin:
            return
        person_id = _person_of(channel)
        one = envelope.encoded()
        if one is not None:
            self._deliver(person_id, one)
        if envelope.ended_session is not None:
            self._end(person_id, envelope.ended_session)

    def _missed(self, channel: str) -> None:
        for queue in self._queues.get(_person_of(channel), ()):
            queue.missed.set()


def _person_of(channel: str) -> str:
    return channel.partition("{")[2].rstrip("}")
