"""`/api/widget/live`: the socket of a visitor: of the frames of `/api/live` those that visitors may send.

Its first frame carries the token: a page cannot set headers of a socket, and the cookie of somebody who is
signed in here is not looked at.
"""

from __future__ import annotations

import asyncio
from typing import Any

import msgspec
from litestar import WebSocket, websocket
from litestar.exceptions import WebSocketDisconnect

from service.api.context import AppContext
from service.api.limits.guard import address_of
from service.api.limits.table import CONNECTING
from service.api.origins import allowed
from service.api.socket.dispatcher import FrameDispatcher
from service.api.socket.route import FOREIGN, serve_one_of
from service.api.socket.session import (
    HELLO_WITHIN,
    NO_HELLO,
    NORMAL,
    TOO_MANY,
    TRY_LATER,
    LiveSession,
    when_again,
)
from service.api.socket.sync import Sync
from service.desk.models import Visitor
from service.desk.visitors import visitor_of
from service.errors import NotSignedIn, NotYours, ServiceError, TooManyTries
from service.messaging.listing import visited_by
from service.messaging.snapshot import Snapshot
from service.realtime.connections import SIGNED_OUT
from service.realtime.frames import FromClient, Hello, Ping, Post, Receipt, Resume, Typing, VisitorHello
from wire.contracts.codec import encode

MAY_SEND = (Hello, Post, Typing, Receipt, Resume, Ping)
"""Frames of a visitor, in their own conversations."""

_decode = msgspec.json.Decoder(VisitorHello).decode


@websocket("/api/widget/live")
async def visitor_socket(socket: WebSocket[Any, Any, Any], context: AppContext) -> None:
    """Accept first, as `live_socket` does; who it is stands in the first frame."""
    await socket.accept()
    if not allowed(socket.headers, context.settings.origins):
        await socket.close(FOREIGN, "origin_not_allowed")
        return
    try:
        await context.limits.hit(CONNECTING, address_of(socket))
        hello = await _hello(socket)
        visitor = await visitor_of(context.store, hello.token)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, TimeoutError):
        await socket.close(NO_HELLO, "no_hello")
    except WebSocketDisconnect:
        return
    except NotSignedIn:
        await socket.close(SIGNED_OUT, "not_signed_in")
    except TooManyTries as error:
        await socket.close(TOO_MANY, when_again(error))
    except ServiceError as error:
        await socket.close(TRY_LATER, error.code)
    else:
        await serve_one_of(visitor.id, socket, context, VisitorSession(socket, context, visitor, hello))


async def _hello(socket: WebSocket[Any, Any, Any]) -> VisitorHello:
    async with asyncio.timeout(HELLO_WITHIN):
        event: Any = await socket.receive()
    if event["type"] != "websocket.receive":
        raise WebSocketDisconnect(detail="gone", code=NORMAL)
    return _decode(event.get("text") or event.get("bytes") or b"")


class VisitorSession(LiveSession):
    """Serves one socket of a visitor, whose hello was read to know who it is."""

    def __init__(
        self, socket: WebSocket[Any, Any, Any], context: AppContext, visitor: Visitor, hello: VisitorHello
    ) -> None:
        super().__init__(socket, context, visitor.as_me(), hello.token)
        self._inbox.put_nowait(encode(Hello(positions=hello.positions)))

    def _serving(self) -> FrameDispatcher:
        return VisitorDispatcher(self._context, self._me, self._queue)

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
