"""`/api/live`: who may open a socket."""

from __future__ import annotations

from typing import Any

from litestar import WebSocket, websocket

from service.errors import NotSignedIn, ServiceError
from service.realtime.hub import SIGNED_OUT
from service.web.house import House
from service.web.live.session import TRY_LATER, LiveSession
from service.web.origins import allowed
from service.web.sign import me_of

FOREIGN = 4403


@websocket("/api/live")
async def live_socket(socket: WebSocket[Any, Any, Any], house: House) -> None:
    """Accept first, for only then can a browser see the code with which it is refused."""
    await socket.accept()
    if not allowed(socket.headers, house.settings.origins):
        await socket.close(FOREIGN, "origin_not_allowed")
        return
    try:
        me, token = await me_of(socket)
    except NotSignedIn:
        await socket.close(SIGNED_OUT, "not_signed_in")
        return
    except ServiceError as error:
        await socket.close(TRY_LATER, error.code)
        return
    await LiveSession(socket, house, me, token).run()
