"""`/api/widget/live`: the socket of a visitor: of the frames of `/api/live` those that visitors may send.

Its first frame carries the token: a page cannot set headers of a socket, and the cookie of somebody who is
signed in here is not looked at.
"""

from __future__ import annotations

import asyncio
from typing import Any

import msgspec
from litestar import websocket
from litestar.exceptions import WebSocketDisconnect

from service.api.context import AppContext
from service.api.errors import NoHello
from service.api.socket.dispatcher import FrameDispatcher
from service.api.socket.opening import Socket, opened, serve_one_of
from service.api.socket.session import HELLO_WITHIN, NORMAL, LiveSession
from service.api.socket.sync import Sync
from service.desk.models import Visitor
from service.desk.visitors import visitor_of
from service.errors import NotYours
from service.messaging.listing import visited_by
from service.messaging.snapshot import Snapshot
from service.realtime.frames import FromClient, Hello, Ping, Post, Receipt, Resume, Typing, VisitorHello
from wire.contracts.codec import encode

MAY_SEND = (Hello, Post, Typing, Receipt, Resume, Ping)
"""Frames of a visitor, in their own conversations."""

_decode = msgspec.json.Decoder(VisitorHello).decode


@websocket("/api/widget/live")
async def visitor_socket(socket: Socket, context: AppContext) -> None:
    """Who it is stands in the first frame."""
    found = await opened(socket, context, lambda: _greeted(socket, context))
    if found is not None:
        visitor, hello = found
        await serve_one_of(visitor.id, socket, context, VisitorSession(socket, context, visitor, hello))


async def _greeted(socket: Socket, context: AppContext) -> tuple[Visitor, VisitorHello]:
    """Who says hello. NoHello, NotSignedIn."""
    try:
        async with asyncio.timeout(HELLO_WITHIN):
            event: Any = await socket.receive()
    except TimeoutError as error:
        raise NoHello("The first frame has to come soon.") from error
    if event["type"] != "websocket.receive":
        raise WebSocketDisconnect(detail="gone", code=NORMAL)
    try:
        hello = _decode(event.get("text") or event.get("bytes") or b"")
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise NoHello("The first frame has to be the hello of a visitor.") from error
    return await visitor_of(context.store, hello.token), hello


class VisitorSession(LiveSession):
    """Serves one socket of a visitor, whose hello was read to know who it is."""

    def __init__(self, socket: Socket, context: AppContext, visitor: Visitor, hello: VisitorHello) -> None:
        super().__init__(socket, context, visitor.as_me(), hello.token)
        self._inbox.put_nowait(encode(Hello(positions=hello.positions)))

    def _serving(self) -> FrameDispatcher:
        return VisitorDispatcher(self._context, self._me, self._queue)

    async def _holds(self) -> bool:
        return False

    async def _ask_who(self) -> None:
        await visitor_of(self._context.store, self._token)

    def _came(self) -> None:
        """Who is online is told of people with accounts."""

    def _left(self) -> None:
        """As `_came`."""


class VisitorDispatcher(FrameDispatcher):
    """Refuses what is not for visitors; all else asks whose conversation it is, as for everybody."""

    def _syncing(self) -> Sync:
        return VisitorSync(self._context, self._me, self._queue)

    async def serve(self, frame: FromClient) -> None:
        """NotYours: a visitor may not do this."""
        extras = isinstance(frame, Post) and (frame.suggestion or frame.link or frame.note)
        if extras or not isinstance(frame, MAY_SEND):
            raise NotYours("A visitor cannot do this.")
        await super().serve(frame)


class VisitorSync(Sync):
    """Of a visitor's conversations."""

    async def _mine(self, *, whole: bool = False) -> Snapshot:
        found = await self._context.store.look(lambda connection: visited_by(connection, self._me.id))
        return Snapshot(conversations=found)
