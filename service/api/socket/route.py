"""`/api/live`: the socket of somebody with an account."""

from __future__ import annotations

from litestar import websocket

from service.api.authentication import me_of
from service.api.context import AppContext
from service.api.socket.opening import Socket, opened, serve_one_of
from service.api.socket.session import LiveSession


@websocket("/api/live")
async def live_socket(socket: Socket, context: AppContext) -> None:
    """Whose session the token or the cookie is."""
    found = await opened(socket, context, lambda: me_of(socket))
    if found is not None:
        me, token = found
        await serve_one_of(me.id, socket, context, LiveSession(socket, context, me, token))
