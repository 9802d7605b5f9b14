"""Requests say nothing that a route does not read: what nobody knows is refused, not passed over."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from litestar.connection import ASGIConnection, Request
from litestar.constants import RESERVED_KWARGS
from litestar.handlers import BaseRouteHandler
from litestar.params import KwargDefinition, ParameterKwarg

from service.errors import InvalidInput

API = "/api/"
NO_FIELDS = b"{}"
"""A body that says nothing: some clients send it with everything they post."""


async def known_fields_only(
    connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler
) -> None:
    """Guard of the app: refuses parameters of the query that a route has not, and a body where it takes none.

    Raises:
        InvalidInput: `details["field"]` is the parameter, or "body".
    """
    if not isinstance(connection, Request) or not connection.scope["path"].startswith(API):
        return
    if given := connection.query_params.dict():
        for name in given.keys() - queries(handler, connection.path_params):
            raise InvalidInput(f"There is no parameter {name[:80]!r} here.", field=name[:80])
    if "data" not in handler.parsed_fn_signature.parameters and await _says_something(connection):
        raise InvalidInput("This request takes no body.", field="body")


def queries(handler: BaseRouteHandler, path: Collection[str]) -> set[str]:
    """Parameters of the query that a route reads, as clients name them. `path`: those of its path."""
    elsewhere = {*RESERVED_KWARGS, *handler.resolve_dependencies(), *path}
    found = handler.parsed_fn_signature.parameters
    return {_alias(one.kwarg_definition) or name for name, one in found.items() if name not in elsewhere}


def _alias(kwarg: KwargDefinition | Any) -> str | None:
    return kwarg.query if isinstance(kwarg, ParameterKwarg) else None


async def _says_something(request: Request[Any, Any, Any]) -> bool:
    """Whether there is a body with anything in it. One that is longer than nothing is not read."""
    length = request.headers.get("content-length", "0")
    if "transfer-encoding" in request.headers:
        return True
    if length == str(len(NO_FIELDS)):
        return await request.body() != NO_FIELDS
    return length != "0"
