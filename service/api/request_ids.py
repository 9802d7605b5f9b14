"""Every request has an id: the client's, if it is one of ours, else a new one. The answer says which."""

from __future__ import annotations

from contextlib import nullcontext

from litestar.datastructures import MutableScopeHeaders
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from wire.contracts.trail import following, read_request_id
from wire.observability.traces import span

HEADER = "x-request-id"


class RequestIds:
    """ASGI middleware: what is done for a request, and what is logged of it, bears its id."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Give it, go on, and say it in the answer."""
        given = next((value for name, value in scope["headers"] if name == HEADER.encode()), b"")
        number = read_request_id(given.decode("latin-1"))

        async def told(message: Message) -> None:
            if message["type"] == "http.response.start" and scope["type"] == ScopeType.HTTP:
                MutableScopeHeaders.from_message(message)[HEADER] = number
            await send(message)

        http = scope["type"] == ScopeType.HTTP  # a socket lasts for hours: each of its frames is a request
        with following(request_id=number), span("http") if http else nullcontext():
            await self._app(scope, receive, told)
