"""Real servers in threads, and clients that speak HTTP and the socket to them."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from typing import Any

import httpx
import pytest
import websockets

from service.api.context import AppContext
from service.api.limits import counting, sockets
from service.api.limits.table import LIMITS
from service.api.serve import server
from service.api.socket import interactive
from tests.person import Person
from tests.ports import free_port
from tests.shaking import shaken
from tests.store.databases import lay_out
from tests.waiting import rests
from wire.contracts.settings import Settings

PLENTY = (
    "sign_up=1000000/3600",
    "sign_in=1000000/60",
    "connecting=1000000/60",
    "sockets=1000",
    "posting=1000000/60",
    "posting_text=100000000/60",
    "looking=1000000/60",
    "visiting=1000000/60",
)
"""All come from one address here, and say as much in a second as people in an hour."""

UNBOUNDED = (*(f"{one.name}=1000000/60" for one in LIMITS.values() if one.seconds), *PLENTY)
"""For who tries every door, as often as the machine can: how soon a limit comes is not for it to say."""


def until(condition: Callable[[], Any], what: str, seconds: float = 60) -> Any:
    deadline = time.monotonic() + seconds
    for rest in rests():
        if answer := condition():
            return answer
        if time.monotonic() > deadline:
            break
        time.sleep(rest)
    raise AssertionError(f"not within {seconds} s: {what}")


@contextmanager
def patience() -> Iterator[None]:
    """A broker that a loaded machine keeps waiting is not away: no process counts alone meanwhile, and who
    asks for a preview is not told that nobody can be asked. For servers that are made, and asked, inside.
    """
    with pytest.MonkeyPatch.context() as patch:
        for one in (counting, sockets, interactive):
            patch.setattr(one, "WITHIN", 30.0)
        yield


class Served:
    """A server that runs in a thread."""

    def __init__(self, settings: Settings) -> None:
        self.settings = replace(settings, port=free_port(), limits=settings.limits or PLENTY)
        self.url = f"http://127.0.0.1:{self.settings.port}"
        self.live_url = f"ws://127.0.0.1:{self.settings.port}/api/live"
        self.server = server(self.settings)
        self.server.config.app = shaken(self.server.config.app)
        self.thread = threading.Thread(target=self.server.run)
        if not settings.database_url:
            lay_out(settings.home)

    @property
    def context(self) -> AppContext:
        return self.server.config.app.state.context  # type: ignore[union-attr, no-any-return]

    def start(self) -> None:
        self.thread.start()
        until(lambda: self.server.started or not self.thread.is_alive(), "started")
        assert self.server.started

    def stop(self) -> None:
        self.server.should_exit = True
        self.thread.join(120)
        assert not self.thread.is_alive()


@contextmanager
def serving(settings: Settings) -> Iterator[Served]:
    served = Served(settings)
    served.start()
    try:
        yield served
    finally:
        served.stop()


class Guest(Person):
    """Somebody who is signed up at a server of this process."""

    def __init__(self, served: Served, name: str, language: str = "en") -> None:
        super().__init__(served.url, name, language)
        self.served = served

    def at(self, served: Served) -> httpx.Client:
        """The same person at another server."""
        return httpx.Client(base_url=served.url, timeout=120, headers=dict(self.http.headers))


class Live:
    """One socket; what came stays in `seen`."""

    def __init__(self, connection: websockets.ClientConnection) -> None:
        self.connection = connection
        self.seen: list[dict[str, Any]] = []

    async def send(self, **frame: Any) -> None:
        await self.connection.send(json.dumps(frame))

    async def next(self, kind: str | None = None, seconds: float = 60) -> dict[str, Any]:
        """The next frame, or the next of one kind."""
        async with asyncio.timeout(seconds):
            while True:
                frame = json.loads(await self.connection.recv())
                self.seen.append(frame)
                if kind is None or frame["type"] == kind:
                    return dict(frame)

    async def shows(self, kind: str, **wanted: Any) -> dict[str, Any]:
        """The next frame of one kind that says so: what was done before may be told late."""
        while not wanted.items() <= (frame := await self.next(kind)).items():
            pass
        return frame

    async def code(self, seconds: float = 60) -> int:
        """The code with which the server closes."""
        try:
            async with asyncio.timeout(seconds):
                while True:
                    self.seen.append(json.loads(await self.connection.recv()))
        except websockets.ConnectionClosed as closed:
            assert closed.rcvd is not None, closed
            return closed.rcvd.code


@asynccontextmanager
async def live(
    served: Served, token: str | None, positions: dict[str, int] | None = None, **options: Any
) -> AsyncIterator[Live]:
    """A socket after `hello` and `ready`; with `positions=None` it has said hello without any."""
    async with opened(served, token, **options) as one:
        await one.send(type="hello", positions=positions or {})
        await one.next("ready")
        yield one


@asynccontextmanager
async def opened(served: Served, token: str | None, **options: Any) -> AsyncIterator[Live]:
    """A socket that has not said hello; `at`: another address than that of `/api/live`."""
    url = served.live_url.replace("/api/live", options.pop("at", "/api/live"))
    headers = options.pop("headers", {}) | ({"Authorization": f"Bearer {token}"} if token else {})
    async with websockets.connect(
        url, additional_headers=headers, proxy=None, close_timeout=1, **options
    ) as connection:
        yield Live(connection)
