"""Who asks: the token from header or cookie, and the person it belongs to."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie
from litestar.handlers import BaseRouteHandler

from service.api.context import AppContext
from service.desk.models import Visitor
from service.desk.visitors import visitor_of
from service.errors import NotSignedIn
from service.identity.sessions import REMEMBERED, hash_of, who
from service.models import DemandKind, Me
from wire.contracts.settings import Settings

COOKIE = "duologue"
LACKING = "lacking"
"""Option of a route: for which kinds of demand it is there also for who does not meet them. With it one sets
up what an organisation asks for, or leaves."""
ANY: frozenset[DemandKind] = frozenset({"second_factor", "provider"})
FACTOR: frozenset[DemandKind] = frozenset({"second_factor"})
PROVIDER: frozenset[DemandKind] = frozenset({"provider"})


def token_of(connection: ASGIConnection[Any, Any, Any, Any]) -> str | None:
    """The token that came with a request: `Authorization: Bearer …` before the cookie."""
    return bearer_of(connection) or connection.cookies.get(COOKIE) or None


async def me_of(
    connection: ASGIConnection[Any, Any, Any, Any], *, lacking: Collection[DemandKind] = ()
) -> tuple[Me, str]:
    """The person who asks, and the token. `lacking`: also where they do not meet what is asked in these ways.

    Raises:
        NotSignedIn: no token, or one that ended.
        SecondFactorMissing, ProviderSignInMissing: an organisation asks for that.
    """
    token = token_of(connection)
    if token is None:
        raise NotSignedIn("Sign in first.")
    context: AppContext = connection.app.state.context
    return await who(context.store, token, lacking=lacking), token


async def signed_in(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """Guard of all routes that need a person: before anything of the request is looked at."""
    connection.scope["user"], connection.scope["auth"] = await me_of(
        connection, lacking=handler.opt.get(LACKING, ())
    )


def give_me(request: Request[Me, str, Any]) -> Me:
    """Dependency `me`, after the guard `signed_in`."""
    return request.user


def bearer_of(connection: ASGIConnection[Any, Any, Any, Any]) -> str | None:
    """The token of the header alone: no page rides on a cookie to a visitor's doors."""
    scheme, _, token = connection.headers.get("authorization", "").partition(" ")
    return (token.strip() or None) if scheme.lower() == "bearer" else None


async def visiting(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
    """Guard of what a visitor of an organisation's channel may do, and nobody else."""
    connection.scope["user"], connection.scope["auth"] = await visitor_asking(connection)


async def visitor_asking(connection: ASGIConnection[Any, Any, Any, Any]) -> tuple[Visitor, str]:
    """The visitor who asks, and the token.

    Raises:
        NotSignedIn: no token, or one that is not a visitor's, or that ended.
    """
    token = bearer_of(connection)
    if token is None:
        raise NotSignedIn("Come by a channel first.")
    context: AppContext = connection.app.state.context
    return await visitor_of(context.store, token), token


def give_visitor(request: Request[Visitor, str, Any]) -> Visitor:
    """Dependency `visitor`, after the guard `visiting`."""
    return request.user


def session_name(token: str) -> str:
    """A name for the session of a token, from which the token cannot be had."""
    return hash_of(token)


def cookie(settings: Settings, token: str) -> Cookie:
    """The sign-in of a browser: no script reads it, no other site sends it. An empty token takes it away.

    It outlives the session as long as that is remembered, so that the page can be told that it expired.
    """
    return Cookie(
        key=COOKIE,
        value=token,
        path="/",
        httponly=True,
        samesite="strict",
        secure=settings.secure,
        max_age=settings.session_days * 86400 + int(REMEMBERED.total_seconds()) if token else 0,
    )
