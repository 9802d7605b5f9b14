"""`/api/sessions`: signing in and out."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any

import msgspec
from litestar import Controller, Request, Response, delete, post

from service.api.authentication import ANY, LACKING, cookie, signed_in
from service.api.context import AppContext
from service.api.device import device_of
from service.api.limits.guard import account_of, address_of, limited
from service.api.limits.table import CHANGES, SECOND_FACTOR, SIGN_IN, SIGN_IN_ACCOUNT, SIGN_IN_HERE
from service.identity.accounts import sign_in
from service.identity.sessions import sign_out
from service.models import Me, SignedIn


class SigningIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Handle and password; a code, of the app or for recovery, where the account has a second factor."""

    handle: str
    password: str
    code: Annotated[str, msgspec.Meta(max_length=40)] | None = None


class SessionRoutes(Controller):
    """Signing in and out."""

    path = "/api/sessions"
    tags = ("sessions",)

    @post("/", security=[{}], guards=[limited(SIGN_IN)])
    async def begin(
        self, data: SigningIn, context: AppContext, request: Request[Any, Any, Any]
    ) -> Response[SignedIn]:
        """Sign in: a new token, also as a cookie."""
        account, address = account_of(data.handle), address_of(request)
        await context.limits.hit(SIGN_IN_HERE, account, address)
        await context.limits.hit(SIGN_IN_ACCOUNT, account)
        signed = await sign_in(
            context.store,
            handle=data.handle,
            password=data.password,
            code=data.code,
            guess=partial(context.limits.hit, SECOND_FACTOR, account),
            device=device_of(request.headers.get("user-agent", "")),
        )
        await context.limits.forgive(SIGN_IN_HERE, account, address)
        if data.code is not None:
            await context.limits.forgive(SECOND_FACTOR, account)
        return Response(signed, status_code=201, cookies=[cookie(context.settings, signed.token)])

    @delete("/", guards=[signed_in, limited(CHANGES)], opt={LACKING: ANY})
    async def end(self, context: AppContext, me: Me, request: Request[Me, str, Any]) -> Response[None]:
        """End this token, and close the sockets that it opened."""
        await sign_out(context.store, request.auth)
        return Response(None, status_code=204, cookies=[cookie(context.settings, "")])
