"""Headers that every answer carries: nothing is loaded from elsewhere, framed, guessed or kept."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable

from litestar.datastructures import MutableScopeHeaders
from litestar.types import Message, Scope

from wire.contracts.settings import Settings

_POLICY = (
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",  # covers the socket of the same host, by CSP level 3
    "media-src 'self' blob:",  # blob: one listens to what one has recorded before it is sent
    "font-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
)


def policy(framed_by: Iterable[str] = ("'none'",)) -> str:
    """What a page of ours may load, and who may show it in a frame: origins, nobody unless they are given."""
    return "; ".join((*_POLICY, f"frame-ancestors {' '.join(framed_by)}"))


POLICY = policy()
NOTHING = "default-src 'none'; frame-ancestors 'none'"
"""For what is no page, and loads nothing however it is opened: shorter in each answer, and allows less."""
FIXED = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


def safe_headers(settings: Settings) -> Callable[[Message, Scope], Awaitable[None]]:
    """Hook that adds them before an answer is sent, to errors too.

    A coroutine: Litestar runs a plain function in a thread, for each frame of a socket too.
    """
    fixed = dict(FIXED)
    if settings.secure:
        fixed["strict-transport-security"] = "max-age=31536000"

    async def add(message: Message, _: Scope) -> None:
        if message["type"] != "http.response.start":
            return
        headers = MutableScopeHeaders.from_message(message)
        for name, value in fixed.items():
            headers.setdefault(name, value)  # a file has a policy of its own, which allows less
        headers.setdefault("cache-control", "no-store")

    return add
