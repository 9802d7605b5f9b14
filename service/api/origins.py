"""Which web pages may change things here: our own, and those that settings name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from litestar.connection import ASGIConnection, Request
from litestar.handlers import BaseRouteHandler

from service.api.context import AppContext
from service.errors import OriginNotAllowed

SAFE = {"GET", "HEAD", "OPTIONS"}


def allowed(headers: Mapping[str, str], origins: tuple[str, ...]) -> bool:
    """Whether a request comes from an own page, a named one, or no page at all.

    Browsers send `Origin` with everything that changes something and with every socket; a client that
    sends none is no browser, and holds no cookie that a page could ride on.
    """
    origin = headers.get("origin")
    if origin is None:
        return headers.get("sec-fetch-site") not in {"cross-site", "same-site"}
    return place_of(origin) == headers.get("host", "").lower() or origin in origins


def place_of(origin: str) -> str | None:
    """Host and port of an origin, as the header `Host` has them; null: that is none."""
    try:
        return urlsplit(origin).netloc.lower() or None
    except ValueError:
        return None


def own_pages_only(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
    """Guard of the app: refuses what another site's page would change."""
    if not isinstance(connection, Request) or connection.method in SAFE:
        return
    context: AppContext = connection.app.state.context
    if not allowed(connection.headers, context.settings.origins):
        raise OriginNotAllowed("Requests from other sites are not served. See DUOLOGUE_ORIGINS.")
