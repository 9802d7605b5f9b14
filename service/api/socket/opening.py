"""How a socket opens: accepted, counted against its address, and served if it is known whose it is."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from litestar import WebSocket
from litestar.exceptions import WebSocketDisconnect

from service.api.context import AppContext
from service.api.errors import NoHello, TooManySockets
from service.api.limits.guard import address_of
from service.api.limits.table import CONNECTING
from service.api.origins import allowed
from service.api.socket.session import (
    LACKS_FACTOR,
    NO_HELLO,
    TOO_MANY,
    TRY_LATER,
    LiveSession,
    when_again,
)
from service.errors import NotSignedIn, ServiceError, TooManyTries
from service.identity.errors import SecondFactorMissing
from service.realtime.connections import SIGNED_OUT
from wire.contracts.ids import new_id

FOREIGN = 4403

Socket = WebSocket[Any, Any, Any]
T = TypeVar("T")


async def opened(socket: Socket, context: AppContext, who: Callable[[], Awaitable[T]]) -> T | None:
    """What `who` finds out of who it is; None where the socket is closed again, and the client knows why.

    It is accepted first, for only then can a browser see the code with which it is refused.
    """
    await socket.accept()
    if not allowed(socket.headers, context.settings.origins):
        await socket.close(FOREIGN, "origin_not_allowed")
        return None
    try:
        await context.limits.hit(CONNECTING, address_of(socket))
        return await who()
    except WebSocketDisconnect:
        return None
    except ServiceError as error:
        await socket.close(*_refusal(error))
        return None


def _refusal(error: ServiceError) -> tuple[int, str]:
    """Code and reason of the close."""
    match error:
        case NotSignedIn():
            return SIGNED_OUT, error.code
        case SecondFactorMissing():
            return LACKS_FACTOR, error.code
        case NoHello():
            return NO_HELLO, error.code
        case TooManyTries():
            return TOO_MANY, when_again(error)
        case _:
            return TRY_LATER, error.code


async def serve_one_of(person_id: str, socket: Socket, context: AppContext, session: LiveSession) -> None:
    """Serve, unless this person has too many sockets open."""
    socket_id = new_id()
    try:
        await context.sockets.enter(person_id, socket_id)
        await session.run()
    except TooManySockets as error:
        await socket.close(TOO_MANY, error.code)
    finally:
        await context.sockets.leave(person_id, socket_id)
