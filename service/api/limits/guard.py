"""Limits as guards of routes."""

from __future__ import annotations

from typing import Any

from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler

from service.api.addresses import neighbourhood
from service.api.context import AppContext
from service.api.limits.table import Limit
from service.identity import handles


class Limited:
    """Guard: counts each request. Of a person: stands after `signed_in`."""

    def __init__(self, limit: Limit) -> None:
        assert limit.per in ("person", "address"), "the others are counted where the account is known"
        self.limit = limit

    async def __call__(self, connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
        """TooManyTries where it is too much."""
        context: AppContext = connection.app.state.context
        who = connection.user.id if self.limit.per == "person" else address_of(connection)
        await context.limits.hit(self.limit, who)


limited = Limited


def address_of(connection: ASGIConnection[Any, Any, Any, Any]) -> str:
    """Where a request comes from, as limits count it."""
    return neighbourhood(connection.client.host if connection.client else "")


def account_of(handle: str) -> str:
    """The account that somebody tries, as it is stored; "" where nobody can have such a handle."""
    return handles.mapped(handle) or ""
