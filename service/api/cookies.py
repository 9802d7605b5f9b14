"""Cookies as browsers send them. Python before 3.11.10 reads a quoted one in time by the square of its size:
one request of 120 KB, of anybody, held everybody up for 14 seconds.
"""

from __future__ import annotations

from litestar.types import ASGIApp, Receive, Scope, Send


class PlainCookies:
    """ASGI middleware: cookies that are quoted are none of ours, and are not read."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Take them out, and go on."""
        if any(_quoted(name, value) for name, value in scope["headers"]):
            scope["headers"] = [
                (name, plain(value) if _quoted(name, value) else value) for name, value in scope["headers"]
            ]
        await self._app(scope, receive, send)


def plain(value: bytes) -> bytes:
    """The cookies of a header that are not quoted."""
    return b";".join(one for one in value.split(b";") if b"\\" not in one)


def _quoted(name: bytes, value: bytes) -> bool:
    return name == b"cookie" and b"\\" in value
