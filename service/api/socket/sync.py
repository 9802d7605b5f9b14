"""Bringing one client up to date: the snapshot after `hello`, and whatever it missed."""

from __future__ import annotations

import logging
from collections.abc import Mapping

import msgspec
from tenacity import AsyncRetrying, retry_if_exception_type, wait_random_exponential

from service.api.context import AppContext
from service.api.error_responses import error_frame
from service.api.socket.positions import Positions
from service.errors import ServiceError, Unavailable
from service.messaging.conversations import get_conversation
from service.messaging.reading import changed_since
from service.messaging.snapshot import Snapshot, snapshot
from service.models import Me
from service.realtime.frames import ConversationChanged, Messages, Ready
from service.realtime.send_queue import EncodedFrame, SendQueue, encoded
from wire.contracts.codec import encode

log = logging.getLogger(__name__)

MAX_UNKNOWN = 20
"""Positions in conversations that are not theirs, each answered with an error; more are left out."""

LONGEST_REST = 10.0
"""Seconds between tries to bring a client up to date while the store is busy, at most; at random, so that not
all clients ask at once."""


class Sync:
    """What one client has, and what it lacks."""

    def __init__(self, context: AppContext, me: Me, queue: SendQueue) -> None:
        self._context, self._me, self._queue = context, me, queue
        self.positions = Positions()
        self._most: int | None = None
        self._held: frozenset[str] = frozenset()

    async def greet(self, positions: Mapping[str, int], most: int | None = None) -> None:
        """The snapshot, then what changed after each position, then whatever was rung meanwhile.

        Call when the queue has joined the registry: what is stored from then on is pushed. `most`: as of
        `snapshot`.
        """
        self._most, self._held = most, frozenset(positions)
        taken = await self._mine()
        conversations = [*taken.conversations, *taken.others]
        me = msgspec.structs.replace(self._me, online=True)
        settings = self._context.settings
        ready = Ready(
            me=me,
            conversations=tuple(taken.conversations),
            others=tuple(taken.others),
            next=taken.next,
            unread=taken.unread,
            edit_minutes=settings.edit_minutes,
            voice_minutes=settings.voice_minutes,
            link_previews=settings.link_previews,
            dictation_seconds=self._context.files.dictation.seconds,
        )
        await self._queue.put(encoded(ready))
        for conversation in conversations:
            position = positions.get(conversation.id, conversation.rev)
            self.positions.reached(conversation.id, min(position, conversation.rev))
            if position < conversation.rev:
                await self.send_changes(conversation.id, position)
        await self._refuse_unknown(set(positions) - {one.id for one in conversations})
        self._queue.release()

    async def send_changes(self, conversation_id: str, rev: int, ref: str | None = None) -> None:
        """All that changed after `rev`, in pages."""
        more = True
        while more:
            page = await changed_since(self._context.store, self._me.id, conversation_id, rev)
            frame = Messages(
                ref=ref,
                conversation_id=conversation_id,
                messages=page.messages,
                rev=page.rev,
                more=page.more,
            )
            await self._queue.put(EncodedFrame(encode(frame)))
            more, rev = page.more and page.rev > rev, page.rev
            self.positions.reached(conversation_id, page.rev)

    async def keep_up(self) -> None:
        """Whenever pushes may have been lost, send how things stand. Runs until cancelled."""
        while True:
            await self._queue.missed.wait()
            self._queue.missed.clear()
            await AsyncRetrying(
                retry=retry_if_exception_type(Unavailable), wait=wait_random_exponential(1.0, LONGEST_REST)
            )(self._send_missed)

    async def _send_missed(self) -> None:
        """Of as many as a list may have: which pages a client has loaded since is not known here. How far it
        has come in those is not, either: it asks for what it lacks, seeing the `rev` of the conversation."""
        taken = await self._mine(whole=True)
        for conversation in (*taken.conversations, *taken.others):
            await self._queue.put(encoded(ConversationChanged(conversation=conversation)))
            position = self.positions[conversation.id]
            paged = self._most is not None and conversation.id not in self.positions
            if position < conversation.rev and not paged:
                await self.send_changes(conversation.id, position)

    async def _mine(self, *, whole: bool = False) -> Snapshot:
        """As they are shown. `whole`: not as the client began, but as many as a list may have."""
        most = None if whole else self._most
        taken = await snapshot(self._context.store, self._me.id, most, self._held)
        found = [*taken.conversations, *taken.others]
        shown, first = await self._context.presence.in_all(self._me.id, found), len(taken.conversations)
        return msgspec.structs.replace(taken, conversations=shown[:first], others=shown[first:])

    async def _refuse_unknown(self, ids: set[str]) -> None:
        for one in sorted(ids)[:MAX_UNKNOWN]:
            try:
                await get_conversation(self._context.store, self._me.id, one)
            except ServiceError as error:
                await self._queue.put(encoded(error_frame(error, None)))
