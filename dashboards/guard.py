"""What stands before Streamlit: only what a viewer needs is answered, and only where asked by a known name.

Streamlit answers uploads, metrics and more to anybody, and takes any `Host`. Here everything is refused but
the pages, their files and their socket, so that what a later Streamlit adds is refused as well.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Collection, Mapping
from urllib.parse import urlsplit

from google.protobuf.message import DecodeError  # type: ignore[import-untyped]
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocketClose
from streamlit.proto.BackMsg_pb2 import BackMsg

from dashboards.api.routes import ROOT
from dashboards.entrance import ALIVE
from dashboards.metrics import VIEWERS, counted
from dashboards.policy import headers
from wire.operator import ENTER

SAID = frozenset({"rerun_script", "stop_script", "app_heartbeat"})
"""What pages say by their socket. All else that Streamlit hears is a developer's: caches are emptied for
everybody, what git knows of this machine's folders is told.
"""
MOST_SOCKETS = 100
"""Viewers at once: each has a session of its own in memory."""

SOCKET = "/_stcore/stream"
FILES = frozenset(
    {
        "/", "/index.html", "/favicon.png", "/manifest.json", "/_stcore/health", "/_stcore/host-config",
        ALIVE, ENTER,
    }
)  # fmt: skip
FOLDERS = ("/static/", "/media/", ROOT)


class Guard:
    """ASGI middleware. `pages`: their paths; `names`: hosts that it may be asked by, besides addresses.

    A name is refused unless it is known: a page elsewhere may point its own name at this machine, and read
    what it is given. An address as host cannot be pointed anywhere.
    """

    def __init__(self, app: ASGIApp, pages: Collection[str], names: Collection[str]) -> None:
        self._app = app
        self._paths = FILES | {f"/{page}" for page in pages}
        self._names = frozenset(name.lower() for name in names) | {"localhost"}
        self._headers = headers()
        self._sockets = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, or refuse."""
        if "headers" in scope:
            scope = {**scope, "headers": [_plain(name, value) for name, value in scope["headers"]]}
        if scope["type"] == "http":
            await self._http(scope, receive, _with(self._headers, send))
        elif scope["type"] == "websocket":
            await self._socket(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"]
        if not self._known(Headers(scope=scope).get("host", "")):
            told = "This dashboard is not known by that name; see DUOLOGUE_DASHBOARD_NAMES."
            await PlainTextResponse(told, 421)(scope, receive, send)
        elif path not in self._paths and not path.startswith(FOLDERS):
            await PlainTextResponse("Not found.", 404)(scope, receive, send)
        elif scope["method"] not in ("GET", "HEAD"):
            await PlainTextResponse("Only for reading.", 405, {"allow": "GET, HEAD"})(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _socket(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] != SOCKET or not self._welcome(Headers(scope=scope)):
            await WebSocketClose(1008)(scope, receive, send)
        elif self._sockets >= MOST_SOCKETS:
            await WebSocketClose(1013, "Too many viewers at once.")(scope, receive, send)
        else:
            self._sockets += 1
            VIEWERS.inc()
            try:
                await self._app(scope, _needed(receive), send)
            finally:
                VIEWERS.dec()
                self._sockets -= 1

    def _welcome(self, headers: Headers) -> bool:
        """A browser says which page asks: it must be one of ours, at the very host that is asked."""
        host, origin = headers.get("host", "").lower(), headers.get("origin")
        return self._known(host) and (origin is None or _netloc(origin) == host)

    def _known(self, host: str) -> bool:
        name = _host_of(host)
        return name in self._names or _is_address(name)


def _plain(name: bytes, value: bytes) -> tuple[bytes, bytes]:
    """A header; of cookies without those that are quoted, as none of ours is: reading them takes time by the
    square of their length.
    """
    if name.lower() != b"cookie" or b"\\" not in value:
        return name, value
    return name, b";".join(one for one in value.split(b";") if b"\\" not in one)


def _needed(receive: Receive) -> Receive:
    """Passes on what pages say; what cannot be read too, for Streamlit closes the socket then."""

    async def heard() -> Message:
        while True:
            message = await receive()
            if message["type"] != "websocket.receive" or _is_of_pages(message.get("bytes")):
                return message

    return heard


def _is_of_pages(said: bytes | None) -> bool:
    try:
        return said is None or BackMsg.FromString(said).WhichOneof("type") in SAID
    except DecodeError:
        return True


def _netloc(origin: str) -> str:
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return ""


def _host_of(netloc: str) -> str:
    """The name or address, without port; empty where it is none."""
    try:
        parts = urlsplit(f"//{netloc}")
        _ = parts.port
    except ValueError:
        return ""
    plain = parts.netloc == netloc and "@" not in netloc
    return (parts.hostname or "").rstrip(".") if plain else ""


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _with(extra: Mapping[str, str], send: Send) -> Send:
    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message).update(extra)
            counted(message["status"])
        await send(message)

    return sent
