"""At which address of the chat a browser is: what passkeys hold for."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from litestar.connection import ASGIConnection

from service.api.context import AppContext
from service.errors import OriginNotAllowed
from service.identity.ceremonies import Site

LONGEST = 253
"""Characters of a name in the DNS."""
PORT = 6
"""Those of a port, with its colon."""


def site_of(connection: ASGIConnection[Any, Any, Any, Any]) -> Site:
    """Where the page is from that asks: a browser says so itself, and signs it with each passkey.

    Raises:
        OriginNotAllowed: no address of the web, or none that settings name.
    """
    context: AppContext = connection.app.state.context
    here = f"{connection.scope['scheme']}://{connection.headers.get('host', '').lower()}"
    try:
        parts = urlsplit(connection.headers.get("origin") or here)
        host = parts.hostname or ""
        if "@" in parts.netloc or len(parts.netloc) > LONGEST + PORT:
            host = ""
    except ValueError:
        host = ""
    if not host or len(host) > LONGEST or parts.scheme not in ("http", "https"):
        raise OriginNotAllowed("Passkeys hold for an address of the web.")
    origin = f"{parts.scheme}://{parts.netloc.lower()}"
    if context.settings.sites and origin not in context.settings.sites:
        raise OriginNotAllowed("Passkeys and providers hold for other addresses. See DUOLOGUE_SITES.")
    return Site(host=host, origin=origin)
