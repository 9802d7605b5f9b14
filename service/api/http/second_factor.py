"""`/api/me/second-factor`: a code besides my password."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from litestar import Controller, Request, get, post, put

from service.api.authentication import ANY, FACTOR, LACKING, signed_in
from service.api.context import AppContext
from service.api.limits.guard import limited
from service.api.limits.table import PASSWORDS, READING
from service.api.sites import site_of
from service.identity import second_factor
from service.identity.entering import proven
from service.identity.passkey_models import Proof
from service.identity.second_factor import Enrolment, RecoveryCodes, SecondFactor
from service.models import Me

Code = Annotated[str, msgspec.Meta(max_length=40)]


class Confirming(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the app shows now."""

    code: Code


class Proving(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """My password, and a code of the app or for recovery."""

    password: str
    code: Code


class SecondFactorRoutes(Controller):
    """My second factor."""

    path = "/api/me/second-factor"
    tags = ("me",)
    guards = (signed_in,)
    opt = dict.fromkeys((LACKING,), FACTOR)

    @get("/", guards=[limited(READING)], opt={LACKING: ANY})
    async def show(self, context: AppContext, me: Me) -> SecondFactor:
        """Whether I have one."""
        return await second_factor.show(context.store, me.id)

    @post("/", guards=[limited(PASSWORDS)])
    async def begin(
        self, data: Proof, context: AppContext, me: Me, request: Request[Me, str, Any]
    ) -> Enrolment:
        """A secret for an app. It counts once a code of it is confirmed, within 30 minutes.

        Who I am is asked, by a passkey too where I have one: so nobody does it at a screen that I left open.
        """
        return await second_factor.begin(
            context.store, await proven(context.store, me.id, request.auth, site_of(request), data)
        )

    @put("/", guards=[limited(PASSWORDS)])
    async def confirm(
        self, data: Confirming, context: AppContext, me: Me, request: Request[Me, str, Any]
    ) -> RecoveryCodes:
        """A code is asked for from now on. All my other sessions end. Recovery codes are shown this once."""
        return await second_factor.confirm(context.store, me.id, request.auth, code=data.code)

    @post("/removal", status_code=204, guards=[limited(PASSWORDS)])
    async def remove(
        self, data: Proving, context: AppContext, me: Me, request: Request[Me, str, Any]
    ) -> None:
        """No code is asked for any more. All my other sessions end."""
        proof = {"password": data.password, "code": data.code}
        await second_factor.remove(context.store, me.id, request.auth, **proof)

    @post("/recovery", status_code=200, guards=[limited(PASSWORDS)])
    async def renew(
        self, data: Proving, context: AppContext, me: Me, request: Request[Me, str, Any]
    ) -> RecoveryCodes:
        """Other recovery codes; those of before work no more."""
        return await second_factor.renew_recovery(
            context.store, me.id, request.auth, password=data.password, code=data.code
        )
