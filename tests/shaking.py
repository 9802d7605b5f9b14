"""Slow lines and slow pages, to find what only works because all is fast: `--shake SEED` of pytest.

What a browser is told by HTTP comes up to 0.4 s late, and overtakes what was asked for earlier; what a socket
brings comes late, too, but in order. Pages compute several times slower. Each failure is a race, of the
product (whoever has a slow phone has it) or of the test: longer waits mend none of them.
"""

from __future__ import annotations

import asyncio
import random
import threading
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from typing import Any

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[MutableMapping[str, Any], Receive, Send], Awaitable[None]]

LONGEST = 0.4
"""Seconds that an answer or a frame is late, at most."""
SLOWER = (1, 4, 6)
"""How many times slower a page computes."""


class Shaking:
    """Random delays; the same numbers in the same order for the same seed."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._lock = threading.Lock()

    def delay(self) -> float:
        """Seconds; the lock is for servers, which are threads."""
        with self._lock:
            return self._random.random() * LONGEST

    def slower(self) -> int:
        with self._lock:
            return self._random.choice(SLOWER)

    def before(self) -> bool:
        """Whether a request is late, else its answer."""
        with self._lock:
            return self._random.random() < 0.5


_now: Shaking | None = None


def shake(seed: int | None) -> None:
    """From now on in this process; None: not at all."""
    global _now
    _now = None if seed is None else Shaking(seed)


def slower() -> int:
    """How many times slower the next page is to compute; 1: not at all."""
    return 1 if _now is None else _now.slower()


def shaken(app: Any) -> Any:
    """The app as a browser has it at the end of a bad line; others have it as it is."""
    return app if _now is None else Shaken(app, _now)


class Shaken:
    """An ASGI app in front of another."""

    def __init__(self, app: App, shaking: Shaking) -> None:
        self._app, self._shaking = app, shaking
        self.state = app.state  # type: ignore[attr-defined] # tests reach into it

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        by_browser = any(name == b"user-agent" and b"Mozilla" in it for name, it in scope.get("headers", ()))
        if scope["type"] == "http" and by_browser:
            await self._http(scope, receive, send)
        elif scope["type"] == "websocket" and by_browser:
            await self._socket(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _http(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        late = self._shaking.delay()
        before = self._shaking.before()

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start" and not before:
                await asyncio.sleep(late)
            await send(message)

        if before:
            await asyncio.sleep(late)
        await self._app(scope, receive, sent)

    async def _socket(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        """Each frame is late by itself, and none overtakes another."""
        now = asyncio.get_running_loop().time
        line: asyncio.Queue[tuple[float, Message] | None] = asyncio.Queue()

        async def carried() -> None:
            while (one := await line.get()) is not None:
                due, message = one
                await asyncio.sleep(due - now())
                await send(message)

        async def sent(message: Message) -> None:
            line.put_nowait((now() + self._shaking.delay(), message))

        carrying = asyncio.create_task(carried())
        try:
            await self._app(scope, receive, sent)
        finally:
            line.put_nowait(None)
            with suppress(Exception):  # whoever was at the other end is gone
                await carrying
