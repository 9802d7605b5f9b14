"""What each frame from a client does."""

from __future__ import annotations

import time

from service.actions import ask_preview, ask_read_back, talks_with
from service.domain import Me
from service.live import (
    FromClient,
    FromServer,
    Hello,
    Ping,
    Pong,
    Post,
    Posted,
    Preview,
    ReadBack,
    Receipt,
    Resume,
    Typing,
    TypingSeen,
)
from service.realtime.line import Line, parcel
from service.web import telling
from service.web.house import House
from service.web.limits.table import FRAMES
from service.web.live.asking import put
from service.web.live.sync import Sync

TYPING_EVERY = 1.5
"""Seconds between two signs of typing in one conversation; more are left out."""
MAX_REMEMBERED = 200


class Desk:
    """Serves the frames of one client, one after the other. Raises ServiceError where one is refused."""

    def __init__(self, house: House, me: Me, line: Line) -> None:
        self._house, self._me, self._line = house, me, line
        self.sync = Sync(house, me, line)
        self._typed_at: dict[str, float] = {}

    async def serve(self, frame: FromClient) -> None:
        """Do what a frame asks, if it is not too much."""
        limit = FRAMES[type(frame)]
        if limit is not None:
            await self._house.limits.hit(limit, self._me.id)
        match frame:
            case Post():
                await self._post(frame)
            case Typing():
                await self._typing(frame.conversation_id)
            case Receipt():
                await telling.receipt(
                    self._house, self._me.id, frame.conversation_id, frame.delivered_seq, frame.read_seq
                )
            case Preview() | ReadBack():
                await self._ask(frame)
            case Resume():
                await self.sync.send_changes(frame.conversation_id, frame.rev, frame.ref)
            case Ping():
                await self._answer(Pong())
            case Hello():
                await self.sync.greet(frame.positions)

    async def _answer(self, frame: FromServer) -> None:
        await self._line.put(parcel(frame))

    async def _post(self, frame: Post) -> None:
        posted = await telling.post(
            self._house,
            self._me.id,
            frame.conversation_id,
            text=frame.text,
            client_id=frame.client_id,
            suggestion=frame.suggestion,
        )
        # Without waiting for room: from commit to bell nothing may come between.
        self._line.offer(parcel(Posted(ref=frame.ref, message=posted.mine)))
        await telling.tell_posted(self._house, posted)

    async def _ask(self, frame: Preview | ReadBack) -> None:
        """The answer comes by the bell, whenever a worker gives it."""
        house, me_id = self._house, self._me.id
        if isinstance(frame, Preview):
            where = frame.conversation_id
            asked = await ask_preview(
                house.store, house.settings, me_id, where, ref=frame.ref, text=frame.text
            )
        else:
            asked = await ask_read_back(house.store, me_id, frame.message_id, ref=frame.ref)
        await put(house, asked)

    async def _typing(self, conversation_id: str) -> None:
        now = time.monotonic()
        if now - self._typed_at.get(conversation_id, -TYPING_EVERY) < TYPING_EVERY:
            return
        partner = await talks_with(self._house.store, self._me.id, conversation_id)
        if len(self._typed_at) >= MAX_REMEMBERED:
            self._typed_at.clear()
        self._typed_at[conversation_id] = now
        if partner is not None:
            frame = TypingSeen(conversation_id=conversation_id, person_id=self._me.id)
            await self._house.hub.ring(partner, frame)
