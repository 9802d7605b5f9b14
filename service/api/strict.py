"""Requests say nothing that a route does not read: what nobody knows is refused, not passed over."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from litestar.connection import ASGIConnection, Request
from litestar.constants import RESERVED_KWARGS
from litestar.handlers import BaseRouteHandler
from litestar.params import KwargDefinition, ParameterKwarg

from service.api.authentication import LACKING, me_of, signed_in, visiting, visitor_asking
from service.errors import InvalidInput

API = "/api/"
BODY = "body"
"""What a body is called where none is taken."""
RAW_BODY = "raw_body"
"""Option of a route that reads its body by itself, as it comes."""
OPEN_QUERY = "open_query"
"""Option of a route to which another program's answer leads: that may say more than is read."""
NO_FIELDS = b"{}"
"""A body that says nothing: some clients send it with everything they post."""


async def known_fields_only(
    connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler
) -> None:
    """Guard of the app: refuses parameters of the query that a route has not, and a body where it takes none.

    Raises:
        NotSignedIn: they would have to be; who asks is asked first.
        InvalidInput: `details["field"]` is the parameter, or "body".
    """
    if not isinstance(connection, Request) or not connection.scope["path"].startswith(API):
        return
    surprise = await _surprise(connection, handler)
    if surprise is None:
        return
    guards = handler.resolve_guards()
    if signed_in in guards:
        await me_of(connection, lacking=handler.opt.get(LACKING, ()))
    elif visiting in guards:
        await visitor_asking(connection)
    what = "This request takes no body." if surprise == BODY else f"There is no parameter {surprise!r} here."
    raise InvalidInput(what, field=surprise)


async def _surprise(request: Request[Any, Any, Any], handler: BaseRouteHandler) -> str | None:
    given = {} if handler.opt.get(OPEN_QUERY) else request.query_params.dict()
    unknown = given.keys() - queries(handler, request.path_params) if given else None
    if unknown:
        return str(min(unknown))[:80]
    takes = "data" in handler.parsed_fn_signature.parameters or handler.opt.get(RAW_BODY)
    if not takes and await _says_something(request):
        return BODY
    return None


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
