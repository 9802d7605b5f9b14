"""Which conversations of organisations an agent has before them on one socket; colleagues are told."""

from __future__ import annotations

from service.api.context import AppContext
from service.messaging.conversations import who_serves_too
from service.models import Me
from service.realtime.desk_frames import Look, LookSeen

MOST = 8
"""Conversations before one socket, as many as a desk shows; with one more, the first is no more."""


class Looks:
    """Nothing of it is kept: what is said here fades where it is not said again."""

    def __init__(self, context: AppContext, me: Me) -> None:
        self._context, self._me = context, me
        self._told: dict[str, tuple[str, ...]] = {}

    async def look(self, frame: Look) -> None:
        """NotFound: it is at no desk of mine. NotYours, RoleLacks."""
        told = await who_serves_too(self._context.store, self._me.id, frame.conversation_id)
        self._told.pop(frame.conversation_id, None)
        if frame.on:
            self._told[frame.conversation_id] = told
        while len(self._told) > MOST:
            await self._away(next(iter(self._told)))
        await self._tell(frame.conversation_id, told, on=frame.on)

    async def gone(self) -> None:
        """The socket has closed."""
        for conversation_id in list(self._told):
            await self._away(conversation_id)

    async def _away(self, conversation_id: str) -> None:
        await self._tell(conversation_id, self._told.pop(conversation_id), on=False)

    async def _tell(self, conversation_id: str, told: tuple[str, ...], *, on: bool) -> None:
        """What is no more, to my other screens, too: one that has it says so again, before it fades."""
        frame = LookSeen(conversation=conversation_id, person_id=self._me.id, on=on)
        await self._context.connections.notify_all(told if on else (*told, self._me.id), frame)
