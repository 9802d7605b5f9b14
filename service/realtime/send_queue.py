"""The send queue of one client: what is still to be sent to it, in order and bounded."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass

from service.realtime.bot_frames import ToBot
from service.realtime.frames import FromServer
from wire.contracts.codec import encode

MAX_FRAMES = 512
MAX_BYTES = 4 * 1024 * 1024
"""Bounds for answers, and again for pushes: a queue never holds more than twice as much."""

AT_ONCE = 64 * 1024
"""Bytes that a writer takes at once, and some more: what is taken counts against no bound."""

TOO_SLOW = 4413
"""Close code: the client fell too far behind, and comes back with `hello`."""


@dataclass(frozen=True, slots=True)
class EncodedFrame:
    """One encoded frame. `conversation_id` and `rev` are set where it brings a client to a new position."""

    body: bytes
    conversation_id: str | None = None
    rev: int | None = None


def encoded(frame: FromServer | ToBot) -> EncodedFrame:
    """Encode a frame once, for however many queues."""
    return EncodedFrame(encode(frame), getattr(frame, "conversation_id", None), getattr(frame, "rev", None))


@dataclass(slots=True)
class _Share:
    """What waits of one kind, and whether more of it may."""

    frames: int = 0
    size: int = 0

    def full(self, one: EncodedFrame) -> bool:
        return self.frames > 0 and (self.frames >= MAX_FRAMES or self.size + len(one.body) > MAX_BYTES)

    def count(self, one: EncodedFrame, sign: int) -> None:
        self.frames += sign
        self.size += sign * len(one.body)


class SendQueue:
    """Bounded queue of one socket, read by one writer.

    `offer` is for pushes and never waits: where there is no room the queue ends (TOO_SLOW), for a frame left
    out in silence would be a hole. `put` is for answers and waits for room. Until `release`, offered frames
    are held back, so that nothing overtakes the snapshot. Pushes and answers have room of their own: what is
    held must not keep out the snapshot that lets it go. `missed` is set when pushes may have been lost.
    """

    def __init__(self, person_id: str, session: str = "") -> None:
        self.person_id = person_id
        self.session = session
        self.code: int | None = None
        self.ended = asyncio.Event()
        self.missed = asyncio.Event()
        self._answers, self._pushes = _Share(), _Share()
        self._ready: deque[tuple[_Share, EncodedFrame]] = deque()
        self._held: deque[tuple[_Share, EncodedFrame]] | None = deque()
        self._news = asyncio.Event()
        self._room = asyncio.Event()

    def __len__(self) -> int:
        """Frames that wait."""
        return len(self._ready) + len(self._held or ())

    def offer(self, one: EncodedFrame) -> None:
        """Queue a frame without waiting, or end the queue."""
        if self.code is not None:
            return
        if self._pushes.full(one):
            self.end(TOO_SLOW)
            return
        self._add(self._pushes, one, self._ready if self._held is None else self._held)

    async def put(self, one: EncodedFrame) -> None:
        """Queue a frame when there is room. On an ended queue: dropped."""
        while self.code is None and self._answers.full(one):
            self._room.clear()
            await self._room.wait()
        if self.code is None:
            self._add(self._answers, one, self._ready)

    def release(self) -> None:
        """The snapshot is queued: what was held back follows."""
        if self._held is not None:
            self._ready.extend(self._held)
            self._held = None
            self._news.set()

    async def take(self) -> EncodedFrame:
        """The next frame, when there is one."""
        while not self._ready:
            self._news.clear()
            await self._news.wait()
        return self._taken()

    async def take_some(self) -> list[EncodedFrame]:
        """The next frames, when there are some: as many as are there, up to `AT_ONCE` bytes."""
        taken = [await self.take()]
        size = len(taken[0].body)
        while self._ready and size < AT_ONCE:
            taken.append(self._taken())
            size += len(taken[-1].body)
        return taken

    def end(self, code: int) -> None:
        """Close the socket with `code`; the first call decides."""
        if self.code is None:
            self.code = code
            self._ready.clear()
            self._held = None
            self._room.set()
            self.ended.set()

    def _taken(self) -> EncodedFrame:
        share, one = self._ready.popleft()
        share.count(one, -1)
        self._room.set()
        return one

    def _add(self, share: _Share, one: EncodedFrame, where: deque[tuple[_Share, EncodedFrame]]) -> None:
        where.append((share, one))
        share.count(one, 1)
        self._news.set()
