"""What the web itself refuses, beyond `service.errors`."""

from __future__ import annotations

from service.errors import ServiceError


class InvalidJson(ServiceError):
    """The body is not JSON, or not UTF-8."""

    code, status = "invalid_json", 400


class MethodNotAllowed(ServiceError):
    """This address has no such method."""

    code, status = "method_not_allowed", 405


class TooManySockets(ServiceError):
    """This person has as many sockets open as one may; `details["limit"]` says how many."""

    code, status = "too_many_sockets", 429


class NoHello(ServiceError):
    """The first frame of a socket is no `hello`, or did not come in time."""

    code, status = "no_hello", 400


class TooLarge(ServiceError):
    """The body is larger than anything that could be asked for."""

    code, status = "too_large", 413
