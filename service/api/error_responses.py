"""Errors to answers: the one place that decides what a client is told, and what the log is."""

from __future__ import annotations

import logging
from typing import Any

import msgspec
from litestar import Request, Response
from litestar.exceptions import (
    HTTPException,
    InternalServerException,
    MethodNotAllowedException,
    NotFoundException,
    WebSocketDisconnect,
)
from litestar.exceptions.http_exceptions import RequestEntityTooLarge
from uvicorn.protocols.utils import ClientDisconnected

from service.api.errors import MethodNotAllowed, TooLarge
from service.errors import InvalidInput, NotFound, ServiceError
from service.realtime.frames import Error
from wire.contracts.ids import new_id
from wire.observability.faults import trace

log = logging.getLogger(__name__)


class Refusal(msgspec.Struct, frozen=True, kw_only=True):
    """Body of every answer of 400 and above. `code` is stable, `message` is for people."""

    code: str
    message: str
    details: dict[str, str | int | float] = {}


class Internal(ServiceError):
    """Our fault; `details["id"]` finds it in the log."""


class ClientGone(ServiceError):
    """Whoever asked went away meanwhile: nobody reads this, and nothing is wrong."""

    code, status = "client_gone", 400


def is_gone(error: BaseException) -> bool:
    """Whether an error says no more than that the client has closed its connection."""
    if isinstance(error, InternalServerException):  # Litestar has no kind of its own for it
        return "disconnected" in error.detail
    return isinstance(error, WebSocketDisconnect | ClientDisconnected | ConnectionError)


def refusal_of(error: BaseException) -> ServiceError:
    """What a client is told about any error. An unexpected one is logged, without the texts it may carry."""
    if isinstance(error, ServiceError):
        return error
    if is_gone(error):
        log.debug("a client went away before it was answered")
        return ClientGone("The client is gone.")
    if isinstance(error, NotFoundException):
        return NotFound("There is nothing at this address.")
    if isinstance(error, MethodNotAllowedException):
        return MethodNotAllowed("This address does not know this method.")
    if isinstance(error, RequestEntityTooLarge):
        return TooLarge("The body is too large.")
    if isinstance(error, HTTPException) and error.status_code < 500:
        return _invalid(error)
    return _internal(error)


def answer(request: Request[Any, Any, Any], error: Exception) -> Response[Refusal]:
    """The exception handler of the app."""
    refused = refusal_of(error)
    if isinstance(refused, ClientGone):
        request.app.state.context.tally.add("clients_gone")
    body = Refusal(code=refused.code, message=refused.message, details=refused.details)
    headers = dict(getattr(error, "headers", None) or {})
    if "retry_after" in refused.details:
        headers["Retry-After"] = str(refused.details["retry_after"])
    return Response(body, status_code=refused.status, headers=headers)


def error_frame(error: BaseException, ref: str | None) -> Error:
    """The same for the socket."""
    refused = refusal_of(error)
    return Error(ref=ref, code=refused.code, message=refused.message, details=refused.details)


def _invalid(error: HTTPException) -> InvalidInput:
    """Name the field that did not fit. Never repeat its value."""
    first = error.extra[0] if isinstance(error.extra, list) and error.extra else {}
    said = str(first.get("message", "")) if isinstance(first, dict) else ""
    key = str(first.get("key", "")) if isinstance(first, dict) else ""
    return wrong_field(said, "" if key == "data" and said.startswith("Object ") else key)


def wrong_field(said: str, where: str) -> InvalidInput:
    """What msgspec says of a value at `where` (dotted, "" for the whole), naming the field."""
    named = said.partition("field `")[2].partition("`")[0]
    field = ".".join(one for one in (where, named) if one)[:200]
    if not field:
        return InvalidInput("The request is not well formed.")
    if "unknown field" in said:
        return InvalidInput(f"The field {field!r} is not known here.", field=field)
    return InvalidInput(f"The field {field!r} is missing or wrong.", field=field)


def _internal(error: BaseException) -> Internal:
    number = new_id()
    log.error("internal error %s: %s", number, trace(error))
    return Internal("Something went wrong on our side.", id=number)
