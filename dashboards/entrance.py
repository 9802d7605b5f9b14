"""Who gets in: nothing of Streamlit is answered before it is known who asks, and that they may see something.

A session that ends elsewhere, a role that is taken away, a pass that is removed: the socket by which a page
comes is closed within seconds.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress

from starlette.requests import HTTPConnection
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocketClose

from dashboards.api.routes import ROOT, Api
from dashboards.gate import PASS, SESSION, Gate, chat_at
from dashboards.refusals import ChatSilent, Refused, Spent, page
from dashboards.speech import known, speaking
from dashboards.viewer import HEADER, Viewer, written
from wire.operator import ENTER, PASS_HOLDS

ALIVE = "/health/live"
"""Says to anybody that the dashboard runs, and nothing else."""
LOOK_EVERY_S = 5.0
SILENT_S = 60.0
"""So long an open page outlives a chat that does not answer, as while it is started anew."""
LEAVE_S = 5.0
MOST_OF_ONE = 20
"""Pages that one session has open at once: nobody takes the room of all others (see `guard`)."""


class Entrance:
    """ASGI middleware. `pages`: paths at which a refusal is a page to read; the first one opens at `/`, where
    alone Streamlit knows it.
    """

    def __init__(
        self, app: ASGIApp, gate: Gate, api: Api, pages: Sequence[str], every_s: float = LOOK_EVERY_S
    ) -> None:
        self._app, self._gate, self._api, self._every_s = app, gate, api, every_s
        self._pages = {"/", ENTER, *(f"/{one}" for one in pages)}
        self._first = f"/{next(iter(pages), '')}"
        self._open: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, or refuse."""
        if scope["type"] == "http":
            await self._http(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._socket(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer: ASGIApp
        try:
            answer = await self._answer(scope)
        except Refused as refused:
            answer = self._refusal(scope, refused)
        await answer(scope, receive, send)

    async def _answer(self, scope: Scope) -> ASGIApp:
        if scope["path"] == ALIVE:
            return PlainTextResponse("ok")
        if scope["path"] == ENTER:
            return self._enter(HTTPConnection(scope))
        asked = HTTPConnection(scope)
        viewer = await self._gate.viewer(brought := _brought(asked))
        if scope["path"].startswith(ROOT):
            by = None if viewer.operator else brought.get(SESSION)
            return await self._api.answer(scope["path"], asked.query_params, viewer, by)
        if scope["path"] == self._first != "/":
            return RedirectResponse(str(asked.url.replace(scheme="", netloc="", path="/")), 307)
        return self._app

    def _enter(self, asked: HTTPConnection) -> Response:
        """By the link of an operator. What only looks at the link does not spend it."""
        code = asked.query_params.get("code", "") if asked.scope["method"] == "GET" else ""
        token = self._gate.enter(code) if code else None
        if token is None:
            raise Spent
        answer = RedirectResponse("/", 303)
        secure = "https" in (asked.url.scheme, asked.headers.get("x-forwarded-proto"))
        lasts = int(PASS_HOLDS.total_seconds())
        answer.set_cookie(PASS, token, lasts, secure=secure, httponly=True, samesite="strict")
        return answer

    def _refusal(self, scope: Scope, refused: Refused) -> Response:
        kept = {"cache-control": "no-store"}
        if scope["path"].startswith(ROOT):
            return JSONResponse({"code": refused.code, "message": refused.told}, refused.status, kept)
        if scope["path"] not in self._pages:
            return PlainTextResponse(refused.title, refused.status, kept)
        asked = HTTPConnection(scope)
        with speaking(known(*_preferred(asked))):
            said = page(refused, chat_at(self._gate.chat, asked.url.hostname))
        return HTMLResponse(said, refused.status, kept | {"vary": "accept-language"})

    async def _socket(self, scope: Scope, receive: Receive, send: Send) -> None:
        asked = HTTPConnection(scope)
        try:
            viewer = await self._gate.viewer(asked.cookies)
        except Refused:
            await WebSocketClose(1008)(scope, receive, send)
            return
        one = "" if viewer.operator else asked.cookies[SESSION]
        if self._open[one] >= MOST_OF_ONE:
            await WebSocketClose(1013, "Too many pages at once.")(scope, receive, send)
            return
        self._open[one] += 1
        try:
            await self._page(asked, viewer, receive, send)
        finally:
            self._open -= Counter((one,))  # forgets who has none

    async def _page(self, asked: HTTPConnection, viewer: Viewer, receive: Receive, send: Send) -> None:
        """One socket, until its browser goes, or its viewer may not see it any more."""

        async def sent(message: Message) -> None:
            if not watch.done():
                await send(message)

        shown = asyncio.ensure_future(self._app(_told(asked.scope, viewer), receive, sent))
        watch = asyncio.create_task(self._changed(asked, viewer))
        try:
            await asyncio.wait({shown, watch}, return_when=asyncio.FIRST_COMPLETED)
            if not shown.done():
                with suppress(TimeoutError):  # who reads nothing holds up no end
                    async with asyncio.timeout(LEAVE_S):
                        await _close(send)
                        await asyncio.wait({shown})
            elif not shown.cancelled():
                shown.result()
        finally:
            shown.cancel()
            watch.cancel()
            await asyncio.gather(shown, watch, return_exceptions=True)

    async def _changed(self, asked: HTTPConnection, viewer: Viewer) -> None:
        """Returns once somebody may not see what they could see."""
        heard = time.monotonic()
        while True:
            await asyncio.sleep(self._every_s)
            try:
                if await self._gate.viewer(asked.cookies) != viewer:
                    return
                heard = time.monotonic()
            except ChatSilent:
                if time.monotonic() - heard > SILENT_S:
                    return
            except Refused:
                return


def _brought(asked: HTTPConnection) -> Mapping[str, str]:
    """Cookies; of a program that asks the API, as one of them, the session of `Authorization: Bearer …`."""
    kind, _, token = asked.headers.get("authorization", "").partition(" ")
    if kind.lower() != "bearer" or not asked.url.path.startswith(ROOT):
        return asked.cookies
    return {SESSION: token.strip()}


def _preferred(asked: HTTPConnection) -> list[str]:
    """Languages that a browser asks for, in the order that it names them."""
    return [one.partition(";")[0].strip() for one in asked.headers.get("accept-language", "").split(",")]


def _told(scope: Scope, viewer: Viewer) -> Scope:
    """With who looks in the header that pages read, and nowhere else whatever a browser has sent."""
    named = [(name, value) for name, value in scope["headers"] if name.lower() != HEADER.encode()]
    return {**scope, "headers": [*named, (HEADER.encode(), written(viewer))]}


async def _close(send: Send) -> None:
    closing: Message = {"type": "websocket.close", "code": 1008, "reason": "Signed out, or changed."}
    with suppress(RuntimeError, OSError):  # it was closing already
        await send(closing)
