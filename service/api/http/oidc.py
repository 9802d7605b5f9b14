"""`/api/oidc` and `/api/me/identities`: signing in by the installation's identity provider."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import Controller, Request, Response, get, post
from litestar.datastructures import Cookie

from service.api.authentication import ANY, LACKING, PROVIDER, cookie, signed_in
from service.api.context import AppContext
from service.api.device import device_of
from service.api.languages import chosen
from service.api.limits.guard import limited
from service.api.limits.table import PASSKEYS, PASSWORDS, READING
from service.api.sites import site_of
from service.api.strict import OPEN_QUERY
from service.errors import NotFound, ServiceError
from service.identity import elsewhere
from service.identity.elsewhere import CALLBACK, LASTS, Back, Begun, WaysIn
from service.identity.entering import proven
from service.identity.passkey_models import Proof
from service.models import Me
from service.outbound.provider import IdentityProvider
from wire.contracts.settings import Settings

BROWSER = "duologue_oidc"
"""Cookie that says which browser has begun. Another site brings the browser back: so it is no strict one."""


class Going(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The page to come back to, and the language of who is new."""

    language: str
    back: Back = "/"


class Adding(Proof, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who I am, and the page to come back to."""

    back: Back = "/"


class Way(msgspec.Struct, frozen=True, kw_only=True):
    """Where the browser goes."""

    url: str


class OidcRoutes(Controller):
    """Signing in by the provider."""

    path = "/api/oidc"
    tags = ("sessions",)
    security = ({},)

    @post("/", status_code=200, guards=[limited(PASSKEYS)])
    async def begin(self, data: Going, context: AppContext, request: Request[Any, Any, Any]) -> Response[Way]:
        """Where to go to sign in; what comes back counts once, within ten minutes, in this browser."""
        provider, language = _provider(context), chosen(data.language) or data.language
        site = site_of(request)
        begun = await elsewhere.begin(context.store, provider, site, back=data.back, language=language)
        return _way(begun, context.settings)

    @get("/callback", guards=[limited(PASSKEYS)], include_in_schema=False, opt={OPEN_QUERY: True})
    async def come_back(self, context: AppContext, request: Request[Any, Any, Any]) -> Response[None]:
        """The browser comes back from the provider, and goes on to its page, signed in or told why not."""
        device = device_of(request.headers.get("user-agent", ""))
        said = request.query_params
        try:
            came = await elsewhere.come_back(
                context.store,
                _provider(context),
                state=said.get("state", ""),
                browser=request.cookies.get(BROWSER, ""),
                code=said.get("code"),
                issuer=said.get("iss"),
                device=device,
            )
        except ServiceError as error:
            return _back("/", error.code, [])  # the cookie may be that of another tab, still on its way
        cookies = [_browser(context.settings, "")]
        if came.signed is None:
            return _back(came.back, "added", cookies)
        return _back(came.back, "in", [*cookies, cookie(context.settings, came.signed.token)])


class IdentityRoutes(Controller):
    """Who I am at the provider."""

    path = "/api/me/identities"
    tags = ("me",)
    guards = (signed_in,)

    @get("/", guards=[limited(READING)], opt={LACKING: ANY})
    async def show(self, context: AppContext, me: Me) -> WaysIn:
        """Whether I have a password, and who I am there."""
        return await elsewhere.ways_in(context.store, me.id)

    @post("/", status_code=200, guards=[limited(PASSWORDS)], opt={LACKING: PROVIDER})
    async def begin(
        self, data: Adding, context: AppContext, me: Me, request: Request[Me, str, Any]
    ) -> Response[Way]:
        """Where to go to sign in there, so that it opens this account, too."""
        provider, site = _provider(context), site_of(request)
        proof = Proof(password=data.password, code=data.code, passkey=data.passkey)
        account = await proven(context.store, me.id, request.auth, site, proof)
        begun = await elsewhere.ask_to_add(context.store, provider, account, request.auth, site, data.back)
        return _way(begun, context.settings)

    @post("/{identity_id:str}/removal", status_code=204, guards=[limited(PASSWORDS)])
    async def remove(
        self, data: Proof, context: AppContext, me: Me, request: Request[Me, str, Any], identity_id: str
    ) -> None:
        """It opens nothing any more. All my other sessions end."""
        await elsewhere.remove(context.store, me.id, request.auth, site_of(request), identity_id, data)


def _provider(context: AppContext) -> IdentityProvider:
    if context.provider is None:
        raise NotFound("This installation has no identity provider.")
    return context.provider


def _way(begun: Begun, settings: Settings) -> Response[Way]:
    return Response(Way(url=begun.url), status_code=200, cookies=[_browser(settings, begun.browser)])


def _browser(settings: Settings, value: str) -> Cookie:
    age = int(LASTS.total_seconds()) if value else 0
    return Cookie(
        key=BROWSER, value=value, path=CALLBACK, httponly=True, samesite="lax", secure=settings.secure,
        max_age=age,
    )  # fmt: skip


def _back(page: str, what: str, cookies: list[Cookie]) -> Response[None]:
    headers = {"location": f"{page}?oidc={what}", "cache-control": "no-store"}
    return Response(None, status_code=303, headers=headers, cookies=cookies)
