"""`/api/people`: signing up, and finding others."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from litestar import Controller, Request, Response, get, post
from litestar.params import Parameter

from service.actions import find_person, search_people, sign_up
from service.domain import Me, Person, SignedIn
from service.web.device import device_of
from service.web.house import House
from service.web.languages import chosen
from service.web.limits.guard import limited
from service.web.limits.table import SEARCH, SIGN_UP
from service.web.sign import cookie, signed_in


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
        self, data: SigningUp, house: House, request: Request[Any, Any, Any]
    ) -> Response[SignedIn]:
        """Make a person, and sign in."""
        chosen(data.language)
        signed = await sign_up(
            house.store,
            handle=data.handle,
            name=data.name,
            password=data.password,
            language=data.language,
            device=device_of(request.headers.get("user-agent", "")),
        )
        return Response(signed, status_code=201, cookies=[cookie(house.settings, signed.token)])

    @get("/", guards=[signed_in, limited(SEARCH)])
    async def search(
        self, house: House, me: Me, search: Annotated[str, Parameter(max_length=100)]
    ) -> list[Person]:
        """Up to 10 people whose handle or name begins so."""
        return await house.presence.shown_all(me.id, await search_people(house.store, me.id, search))

    @get("/{handle:str}", guards=[signed_in, limited(SEARCH)])
    async def find(self, house: House, me: Me, handle: str) -> Person:
        """One person."""
        found = await find_person(house.store, me.id, handle)
        [shown] = await house.presence.shown_all(me.id, [found])
        return shown
