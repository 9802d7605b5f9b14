"""The line to one client: what is still to be sent to it, in order and bounded."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass

from service.live import FromServer
from service.wire.codec import encode

MAX_FRAMES = 512
MAX_BYTES = 4 * 1024 * 1024

TOO_SLOW = 4413
"""Close code: the client fell too far behind, and comes back with `hello`."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """One encoded frame. `conversation_id` and `rev` are set where it brings a client to a new position."""

    body: bytes
    conversation_id: str | None = None
    rev: int | None = None


def parcel(frame: FromServer) -> Parcel:
    """Encode a frame once, for however many lines."""
    return Parcel(encode(frame), getattr(frame, "conversation_id", None), getattr(frame, "rev", None))


class Line:
    """Bounded queue of one socket, read by one writer.

    `offer` is for bells and never waits: where there is no room the line ends with TOO_SLOW, for a frame left
    out in silence would be a hole. `put` is for answers and waits for room. Until `release`, offered parcels
    are held back, so that nothing overtakes the snapshot. `missed` is set when bells may have been lost.
    """

    def __init__(self, person_id: str, session: str = "") -> None:
        self.person_id = person_id
        self.session = session
        self.code: int | None = None
        self.ended = asyncio.Event()
        self.missed = asyncio.Event()
        self._ready: deque[Parcel] = deque()
        self._held: deque[Parcel] | None = deque()
        self._size = 0
        self._news = asyncio.Event()
        self._room = asyncio.Event()

    def __len__(self) -> int:
        """Parcels that wait."""
        return len(self._ready) + len(self._held or ())

    def offer(self, one: Parcel) -> None:
        """Queue a parcel without waiting, or end the line."""
        if self.code is not None:
            return
        if self._full(one):
            self.end(TOO_SLOW)
            return
        self._add(one, self._ready if self._held is None else self._held)

    async def put(self, one: Parcel) -> None:
        """Queue a parcel when there is room. On an ended line: dropped."""
        while self.code is None and self._full(one):
            self._room.clear()
            await self._room.wait()
        if self.code is None:
            self._add(one, self._ready)

    def release(self) -> None:
        """The snapshot is queued: what was held back follows."""
        if self._held is not None:
            self._ready.extend(self._held)
            self._held = None
            self._news.set()

    async def take(self) -> Parcel:
        """The next parcel, when there is one."""
        while not self._ready:
            self._news.clear()
            await self._news.wait()
        one = self._ready.popleft()
        self._size -= len(one.body)
        self._room.set()
        return one

    def end(self, code: int) -> None:
        """Close the socket with `code`; the first call decides."""
        if self.code is None:
            self.code = code
            self._ready.clear()
            self._held = None
            self._room.set()
            self.ended.set()

    def _full(self, one: Parcel) -> bool:
        return len(self) > 0 and (len(self) >= MAX_FRAMES or self._size + len(one.body) > MAX_BYTES)

    def _add(self, one: Parcel, where: deque[Parcel]) -> None:
        where.append(one)
        self._size += len(one.body)
        self._news.set()
