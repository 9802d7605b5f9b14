"""`/api/live`: who may open a socket."""

from __future__ import annotations

from typing import Any

from litestar import WebSocket, websocket

from service.domain import Me
from service.errors import NotSignedIn, ServiceError, TooManyTries
from service.ids import new_id
from service.realtime.hub import SIGNED_OUT
from service.web.errors import TooManySockets
from service.web.house import House
from service.web.limits.guard import address_of
from service.web.limits.table import CONNECTING
from service.web.live.session import TOO_MANY, TRY_LATER, LiveSession, when_again
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
        await house.limits.hit(CONNECTING, address_of(socket))
        me, token = await me_of(socket)
    except NotSignedIn:
        await socket.close(SIGNED_OUT, "not_signed_in")
        return
    except TooManyTries as error:
        await socket.close(TOO_MANY, when_again(error))
        return
    except ServiceError as error:
        await socket.close(TRY_LATER, error.code)
        return
    await _serve(socket, house, me, token)


async def _serve(socket: WebSocket[Any, Any, Any], house: House, me: Me, token: str) -> None:
    """Serve, unless this person has too many sockets open."""
    socket_id = new_id()
    try:
        await house.sockets.enter(me.id, socket_id)
        await LiveSession(socket, house, me, token).run()
    except TooManySockets as error:
        await socket.close(TOO_MANY, error.code)
    finally:
        await house.sockets.leave(me.id, socket_id)
