"""The app: routes, socket, client files, put together. Nothing runs before its lifespan begins."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from litestar import Litestar
from litestar.datastructures import State
from litestar.di import Provide
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import Components, SecurityScheme

from service.web.addresses import Proxies
from service.web.files import client_files
from service.web.headers import safe_headers
from service.web.house import House, open_house
from service.web.live.route import live_socket
from service.web.origins import own_pages_only
from service.web.refusals import answer
from service.web.requests import JsonRequest
from service.web.routes import ROUTES
from service.web.sign import COOKIE, give_me
from service.web.typing import typing_files
from service.wire.settings import Settings


def create_app(settings: Settings) -> Litestar:
    """An ASGI app. Its lifespan opens the house and puts it at `app.state.house`."""

    @asynccontextmanager
    async def lifespan(app: Litestar) -> AsyncIterator[None]:
        async with open_house(settings) as house:
            app.state.house = house
            yield

    files = client_files()
    return Litestar(
        [*ROUTES, live_socket, *typing_files(), *([files] if files else [])],
        lifespan=[lifespan],
        dependencies={
            "house": Provide(give_house, sync_to_thread=False),
            "me": Provide(give_me, sync_to_thread=False),
        },
        guards=[own_pages_only],
        middleware=[lambda app: Proxies(app, settings.trusted_proxies)],
        exception_handlers={Exception: answer},
        before_send=[safe_headers(settings)],
        request_class=JsonRequest,
        request_max_body_size=largest(settings),
        openapi_config=_openapi(),
        debug=False,
        logging_config=None,
    )


def give_house(state: State) -> House:
    """Dependency `house`."""
    house: House = state.house
    return house


def largest(settings: Settings) -> int:
    """Bytes of the largest body or frame: the longest text, each character escaped, and room around it."""
    return max(256 * 1024, settings.max_text * 16)


def _openapi() -> OpenAPIConfig:
    return OpenAPIConfig(
        title="Duologue",
        version="1",
        description="What this cannot say (order, resuming, the socket) stands in docs/protocol.md.",
        path="/schema",
        render_plugins=[JsonRenderPlugin()],
        security=[{"bearer": []}, {"cookie": []}],
        components=Components(
            security_schemes={
                "bearer": SecurityScheme(type="http", scheme="bearer"),
                "cookie": SecurityScheme(type="apiKey", name=COOKIE, security_scheme_in="cookie"),
            }
        ),
    )
