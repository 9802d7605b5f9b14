"""What each frame from a client does."""

from __future__ import annotations

import time

from service.api.context import AppContext
from service.api.error_responses import error_frame
from service.api.limits.table import FRAMES
from service.api.posting import post_within_limits
from service.api.socket.changing import changed
from service.api.socket.interactive import put
from service.api.socket.looking import Looks
from service.api.socket.receipts import Written
from service.api.socket.sync import Sync
from service.enrichment.preview import ask_preview, ask_read_back
from service.messaging.conversations import who_sees_typing
from service.messaging.results import Posted as Stored
from service.models import Me
from service.realtime.desk_frames import Look
from service.realtime.frames import (
    Changed,
    Edit,
    FromClient,
    FromServer,
    Hello,
    Ping,
    PinMessage,
    Pong,
    Post,
    Posted,
    Preview,
    React,
    ReadBack,
    Receipt,
    Remove,
    Resume,
    Typing,
    TypingSeen,
)
from service.realtime.send_queue import SendQueue, encoded
from wire.contracts.trail import following, new_request_id
from wire.observability.traces import span

TYPING_EVERY = 1.5
"""Seconds between two signs of typing in one conversation; more are left out."""
MAX_REMEMBERED = 200


class FrameDispatcher:
    """Serves the frames of one client, one after the other. Raises ServiceError where one is refused."""

    def __init__(self, context: AppContext, me: Me, queue: SendQueue) -> None:
        self._context, self._me, self._queue = context, me, queue
        self.sync = self._syncing()
        self._typed_at: dict[str, float] = {}
        self._receipt: Written | None = None
        self._looks = Looks(context, me)

    def _syncing(self) -> Sync:
        return Sync(self._context, self._me, self._queue)

    async def serve(self, frame: FromClient) -> None:
        """Do what a frame asks, if it is not too much."""
        with following(request_id=new_request_id()), span(f"frame {type(frame).__name__.lower()}"):
            await self._serve(frame)

    async def _serve(self, frame: FromClient) -> None:
        limit = FRAMES[type(frame)]
        if limit is not None and not isinstance(frame, Post | Edit):  # counted together with their text
            await self._context.limits.hit(limit, self._me.id)
        match frame:
            case Post():
                await self._post(frame)
            case Edit() | Remove() | React() | PinMessage():
                message = await changed(self._context, self._me.id, frame)
                await self._answer(Changed(ref=frame.ref, message=message))
            case Typing() | Look():
                await self._shown(frame)
            case Receipt():
                self._receipt = self._context.receipts.add(self._me.id, frame, self._refuse)
            case Preview() | ReadBack():
                await self._ask(frame)
            case Resume():
                await self.sync.send_changes(frame.conversation_id, frame.rev, frame.ref)
            case Ping():
                await self._ping()
            case Hello():
                await self.sync.greet(frame.positions, frame.conversations)

    async def _answer(self, frame: FromServer) -> None:
        await self._queue.put(encoded(frame))

    async def _post(self, frame: Post) -> None:
        def answer(posted: Stored) -> None:
            # Without waiting for room: others wait for the end of this.
            self._queue.offer(encoded(Posted(ref=frame.ref, message=posted.mine)))

        await post_within_limits(
            self._context,
            self._me.id,
            frame.conversation_id,
            text=frame.text,
            client_id=frame.client_id,
            suggestion=frame.suggestion,
            reply_to=frame.reply_to,
            attachment=frame.attachment,
            link=frame.link,
            note=frame.note,
            answer=answer,
            first=FRAMES[Post],
        )

    async def _ping(self) -> None:
        """Answered when all is done that came before it."""
        if self._receipt is not None:
            await self._context.receipts.settled(self._receipt)
        await self._answer(Pong())

    def _refuse(self, error: Exception) -> None:
        """Of what is done later, which has no `ref`."""
        self._queue.offer(encoded(error_frame(error, None)))

    async def _ask(self, frame: Preview | ReadBack) -> None:
        """The answer is pushed, whenever a worker gives it."""
        context, me_id = self._context, self._me.id
        if isinstance(frame, Preview):
            where = frame.conversation_id
            asked = await ask_preview(
                context.store, context.settings, me_id, where, ref=frame.ref, text=frame.text
            )
        else:
            asked = await ask_read_back(context.store, me_id, frame.message_id, ref=frame.ref)
        await put(context, asked)

    async def gone(self) -> None:
        """The socket has closed: nothing is before it any more."""
        await self._looks.gone()

    async def _shown(self, frame: Typing | Look) -> None:
        if isinstance(frame, Look):
            await self._looks.look(frame)
        else:
            await self._typing(frame.conversation_id)

    async def _typing(self, conversation_id: str) -> None:
        now = time.monotonic()
        if now - self._typed_at.get(conversation_id, -TYPING_EVERY) < TYPING_EVERY:
            return
        seen_by = await who_sees_typing(self._context.store, self._me.id, conversation_id)
        if len(self._typed_at) >= MAX_REMEMBERED:
            self._typed_at.clear()
        self._typed_at[conversation_id] = now
        frame = TypingSeen(conversation_id=conversation_id, person_id=self._me.id)
        await self._context.connections.notify_all(seen_by, frame)
