"""`/api/people`: signing up, and finding others."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from litestar import Controller, Request, Response, get, post
from litestar.params import Parameter

from service.api.authentication import cookie, signed_in
from service.api.context import AppContext
from service.api.device import device_of
from service.api.languages import chosen
from service.api.limits.guard import limited
from service.api.limits.table import SEARCH, SIGN_UP
from service.identity.accounts import sign_up
from service.identity.people import find_person, search_people
from service.models import Me, Person, SignedIn


class SigningUp(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A new person. Handle: 2 to 32 of `a-z 0-9 _ . -`; password: 8 to 256 characters."""

    handle: str
    name: str
    password: str
    language: str


class PeopleRoutes(Controller):
    """Signing up, and finding others."""

    path = "/api/people"
    tags = ("people",)

    @post("/", security=[{}], guards=[limited(SIGN_UP)])
    async def sign_up(
        self, data: SigningUp, context: AppContext, request: Request[Any, Any, Any]
    ) -> Response[SignedIn]:
        """Make a person, and sign in."""
        chosen(data.language)
        signed = await sign_up(
            context.store,
            handle=data.handle,
            name=data.name,
            password=data.password,
            language=data.language,
            device=device_of(request.headers.get("user-agent", "")),
        )
        return Response(signed, status_code=201, cookies=[cookie(context.settings, signed.token)])

    @get("/", guards=[signed_in, limited(SEARCH)])
    async def search(
        self, context: AppContext, me: Me, search: Annotated[str, Parameter(max_length=100)]
    ) -> list[Person]:
        """Up to 10 people whose handle or name begins so."""
        return await context.presence.shown_all(me.id, await search_people(context.store, me.id, search))

    @get("/{handle:str}", guards=[signed_in, limited(SEARCH)])
    async def find(self, context: AppContext, me: Me, handle: str) -> Person:
        """One person."""
        found = await find_person(context.store, me.id, handle)
        [shown] = await context.presence.shown_all(me.id, [found])
        return shown
