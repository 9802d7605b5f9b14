"""`/api/live`: who may open a socket."""

from __future__ import annotations

from typing import Any

from litestar import WebSocket, websocket

from service.api.authentication import me_of
from service.api.context import AppContext
from service.api.errors import TooManySockets
from service.api.limits.guard import address_of
from service.api.limits.table import CONNECTING
from service.api.origins import allowed
from service.api.socket.session import LACKS_FACTOR, TOO_MANY, TRY_LATER, LiveSession, when_again
from service.errors import NotSignedIn, ServiceError, TooManyTries
from service.identity.errors import SecondFactorMissing
from service.realtime.connections import SIGNED_OUT
from wire.contracts.ids import new_id

FOREIGN = 4403


@websocket("/api/live")
async def live_socket(socket: WebSocket[Any, Any, Any], context: AppContext) -> None:
    """Accept first, for only then can a browser see the code with which it is refused."""
    await socket.accept()
    if not allowed(socket.headers, context.settings.origins):
        await socket.close(FOREIGN, "origin_not_allowed")
        return
    try:
        await context.limits.hit(CONNECTING, address_of(socket))
        me, token = await me_of(socket)
    except NotSignedIn:
        await socket.close(SIGNED_OUT, "not_signed_in")
        return
    except SecondFactorMissing as error:
        await socket.close(LACKS_FACTOR, error.code)
        return
    except TooManyTries as error:
        await socket.close(TOO_MANY, when_again(error))
        return
    except ServiceError as error:
        await socket.close(TRY_LATER, error.code)
        return
    await serve_one_of(me.id, socket, context, LiveSession(socket, context, me, token))


async def serve_one_of(
    person_id: str, socket: WebSocket[Any, Any, Any], context: AppContext, session: LiveSession
) -> None:
    """Serve, unless this person has too many sockets open."""
    socket_id = new_id()
    try:
        await context.sockets.enter(person_id, socket_id)
        await session.run()
    except TooManySockets as error:
        await socket.close(TOO_MANY, error.code)
    finally:
        await context.sockets.leave(person_id, socket_id)
