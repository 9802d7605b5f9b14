"""`/api/sessions`: signing in and out."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import Controller, Request, Response, delete, post

from service.actions import sign_in, sign_out
from service.domain import Me, SignedIn
from service.web.device import device_of
from service.web.house import House
from service.web.limits.guard import account_of, address_of, limited
from service.web.limits.table import CHANGES, SIGN_IN, SIGN_IN_ACCOUNT, SIGN_IN_HERE
from service.web.sign import cookie, session_name, signed_in


class SigningIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Handle and password."""

    handle: str
    password: str


class SessionRoutes(Controller):
    """Signing in and out."""

    path = "/api/sessions"
    tags = ("sessions",)

    @post("/", security=[{}], guards=[limited(SIGN_IN)])
    async def begin(
        self, data: SigningIn, house: House, request: Request[Any, Any, Any]
    ) -> Response[SignedIn]:
        """Sign in: a new token, also as a cookie."""
        account, address = account_of(data.handle), address_of(request)
        await house.limits.hit(SIGN_IN_HERE, account, address)
        await house.limits.hit(SIGN_IN_ACCOUNT, account)
        signed = await sign_in(
            house.store,
            handle=data.handle,
            password=data.password,
            device=device_of(request.headers.get("user-agent", "")),
        )
        await house.limits.forgive(SIGN_IN_HERE, account, address)
        return Response(signed, status_code=201, cookies=[cookie(house.settings, signed.token)])

    @delete("/", guards=[signed_in, limited(CHANGES)])
    async def end(self, house: House, me: Me, request: Request[Me, str, Any]) -> Response[None]:
        """End this token, and close the sockets that it opened."""
        await sign_out(house.store, request.auth)
        await house.hub.end_session(me.id, session_name(request.auth))
        return Response(None, status_code=204, cookies=[cookie(house.settings, "")])
