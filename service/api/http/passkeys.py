"""`/api/me/passkeys`, `/api/sessions/passkey`: what opens my account besides a password, or without it."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from litestar import Controller, Request, Response, get, patch, post

from service.api.authentication import FACTOR, LACKING, cookie, signed_in
from service.api.context import AppContext
from service.api.device import device_of
from service.api.limits.guard import limited
from service.api.limits.table import CHANGES, PASSKEYS, PASSWORDS, READING
from service.api.sites import site_of
from service.identity import entering, passkeys
from service.identity.passkey_models import Asserted, Attested, Passkey, PasskeyAdded, PasskeyAsked, Proof
from service.models import Me, SignedIn


class NewName(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What I call a passkey."""

    name: Annotated[str, msgspec.Meta(max_length=100)]


class PasskeyRoutes(Controller):
    """My passkeys."""

    path = "/api/me/passkeys"
    tags = ("me",)
    guards = (signed_in,)
    opt = dict.fromkeys((LACKING,), FACTOR)

    @get("/", guards=[limited(READING)])
    async def show(self, context: AppContext, me: Me) -> list[Passkey]:
        """All of mine, the oldest first."""
        return await passkeys.list_passkeys(context.store, me.id)

    @post("/challenge", status_code=200, guards=[limited(PASSWORDS)])
    async def ask(
        self, data: Proof, context: AppContext, me: Me, request: Request[Me, str, Any]
    ) -> PasskeyAsked:
        """What a device is asked to make one with; within five minutes, by the session that asks."""
        return await passkeys.ask_to_add(context.store, me.id, request.auth, site_of(request), data)

    @post("/", guards=[limited(CHANGES)])
    async def add(
        self, data: Attested, context: AppContext, me: Me, request: Request[Me, str, Any]
    ) -> PasskeyAdded:
        """Keep a new one. All my other sessions end. Recovery codes come with the first second factor."""
        return await passkeys.add(context.store, me.id, request.auth, site_of(request), data)

    @patch("/{passkey_id:str}", guards=[limited(CHANGES)])
    async def rename(self, data: NewName, context: AppContext, me: Me, passkey_id: str) -> Passkey:
        """Call one otherwise."""
        return await passkeys.rename(context.store, me.id, passkey_id, data.name)

    @post("/{passkey_id:str}/removal", status_code=204, guards=[limited(PASSWORDS)])
    async def remove(
        self, data: Proof, context: AppContext, me: Me, request: Request[Me, str, Any], passkey_id: str
    ) -> None:
        """It opens nothing any more. All my other sessions end."""
        await passkeys.remove(context.store, me.id, request.auth, site_of(request), passkey_id, data)


class PasskeySignInRoutes(Controller):
    """Signing in with a passkey alone."""

    path = "/api/sessions/passkey"
    tags = ("sessions",)
    security = ({},)

    @post("/challenge", status_code=200, guards=[limited(PASSKEYS)])
    async def ask(self, context: AppContext, request: Request[Any, Any, Any]) -> PasskeyAsked:
        """What a device is asked to sign, once, within five minutes."""
        return await entering.ask_to_sign(context.store, site_of(request))

    @post("/", guards=[limited(PASSKEYS)])
    async def begin(
        self, data: Asserted, context: AppContext, request: Request[Any, Any, Any]
    ) -> Response[SignedIn]:
        """Sign in: a new token, also as a cookie."""
        device = device_of(request.headers.get("user-agent", ""))
        signed = await entering.enter(context.store, site_of(request), data, device)
        return Response(signed, status_code=201, cookies=[cookie(context.settings, signed.token)])
