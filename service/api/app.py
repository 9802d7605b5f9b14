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

from service.api.addresses import Proxies
from service.api.asyncapi import show_asyncapi
from service.api.authentication import COOKIE, give_me, give_visitor
from service.api.autocomplete_files import typing_files
from service.api.client_files import client_files, read_client
from service.api.context import AppContext, open_context
from service.api.cookies import PlainCookies
from service.api.error_responses import answer
from service.api.headers import safe_headers
from service.api.http import ROUTES
from service.api.json_request import JsonRequest
from service.api.origins import own_pages_only
from service.api.request_ids import RequestIds
from service.api.socket.bots import bot_socket
from service.api.socket.route import live_socket
from service.api.socket.visitors import visitor_socket
from service.api.strict import known_fields_only
from service.api.widget_files import widget_page
from wire.contracts.settings import Settings


def create_app(settings: Settings) -> Litestar:
    """An ASGI app. Its lifespan opens the context and puts it at `app.state.context`."""

    @asynccontextmanager
    async def lifespan(app: Litestar) -> AsyncIterator[None]:
        async with open_context(settings) as context:
            app.state.context = context
            yield

    built = read_client()
    files = [one for one in (client_files(built), widget_page(built)) if one]
    return Litestar(
        [*ROUTES, live_socket, visitor_socket, bot_socket, show_asyncapi, *typing_files(), *files],
        lifespan=[lifespan],
        dependencies={
            "context": Provide(give_context, sync_to_thread=False),
            "me": Provide(give_me, sync_to_thread=False),
            "visitor": Provide(give_visitor, sync_to_thread=False),
        },
        guards=[own_pages_only, known_fields_only],
        middleware=[PlainCookies, RequestIds, lambda app: Proxies(app, settings.trusted_proxies)],
        exception_handlers={Exception: answer},
        before_send=[safe_headers(settings)],
        request_class=JsonRequest,
        request_max_body_size=largest(settings),
        openapi_config=_openapi(),
        debug=False,
        logging_config=None,
    )


def give_context(state: State) -> AppContext:
    """Dependency `context`."""
    context: AppContext = state.context
    return context


def largest(settings: Settings) -> int:
    """Bytes of the largest body or frame: the longest text, each character escaped, and room around it."""
    return max(256 * 1024, settings.max_text * 16)


def _openapi() -> OpenAPIConfig:
    return OpenAPIConfig(
        title="Duologue",
        version="1",
        description="The socket is in `/schema/asyncapi.json`; order and resuming stand in docs/protocol.md.",
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
