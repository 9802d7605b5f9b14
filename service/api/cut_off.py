"""What the end of the server cuts off, once its grace is over: no fault of the app, and no trace logged."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from litestar import Litestar
from litestar.types import Message, Receive, Scope, Send

from service.api.error_responses import Refusal
from wire.contracts.codec import encode

log = logging.getLogger(__name__)


class CutOff:
    """Around the app. uvicorn cancels what is still open then, and takes that for a failure of the app.

    Who waits for an answer is told to ask again, by 503 `unavailable`; of one that has begun the connection
    ends, as does that of a socket.
    """

    def __init__(self, app: Litestar) -> None:
        self._app, self.state = app, app.state

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, one socket, or the app's own start and end."""
        kind = str(scope["type"])
        if kind not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        answer = _Answer(send)
        try:
            await self._app(scope, receive, answer.send if kind == "http" else send)
        except asyncio.CancelledError:
            log.warning("%s cut off: the server ends, and it did not", kind)
            if kind == "http":
                await answer.refuse()


class _Answer:
    """Whether an answer has begun."""

    def __init__(self, send: Send) -> None:
        self._send, self._begun = send, False

    async def send(self, message: Message) -> None:
        self._begun = True
        await self._send(message)

    async def refuse(self) -> None:
        if self._begun:
            return
        body = encode(Refusal(code="unavailable", message="The service stops. Ask again in a moment."))
        headers = [(b"content-type", b"application/json"), (b"retry-after", b"1"), (b"connection", b"close")]
        start: Any = {"type": "http.response.start", "status": 503, "headers": headers}
        rest: Any = {"type": "http.response.body", "body": body, "more_body": False}
        await self._send(start)
        await self._send(rest)
