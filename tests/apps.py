"""Apps that one server of this process hands on to the next: to put one together takes 0.2 s of CPU, and more
the first time, and over a hundred tests' servers differ by no more than where their home is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from pathlib import Path

from litestar import Litestar

from service.api import app, serve
from service.api.context import open_context
from wire.contracts.settings import Settings

Kind = tuple[str, object]

_free: dict[Kind, list[Litestar]] = defaultdict(list)
"""Those whose server has ended, by what their settings say besides the home, the broker and the store, and by
what reads the client's files, which a test may have replaced."""


def keep() -> None:
    """From now on servers of this process take what others have left."""
    serve.create_app = taken


def taken(settings: Settings) -> Litestar:
    """An app for these settings that nobody else has."""
    kind = (repr(replace(settings, home=Path(), port=0, redis_url="", database_url="")), app.read_client)
    found = _free[kind].pop() if _free[kind] else app.create_app(settings)
    found._lifespan_managers = [_living(settings, kind)]
    return found


def _living(settings: Settings, kind: Kind) -> Callable[[Litestar], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def living(one: Litestar) -> AsyncIterator[None]:
        async with open_context(settings) as context:
            one.state.context = context
            yield
        _free[kind].append(one)

    return living
