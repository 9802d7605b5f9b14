"""`/api/me`: the person who asks."""

from __future__ import annotations

import msgspec
from litestar import Controller, get, patch
from msgspec import UNSET, UnsetType

from service.api.authentication import ANY, LACKING, signed_in
from service.api.context import AppContext
from service.api.languages import chosen
from service.api.limits.guard import limited
from service.api.limits.table import CHANGES, LANGUAGE, READING
from service.identity.people import change_me
from service.models import Me, Theme
from wire.contracts.events import Gender


class Changes(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is to be changed; what is left out stays."""

    name: str | None = None
    language: str | None = None
    theme: Theme | None = None
    gender: Gender | UnsetType | None = UNSET


class MeRoutes(Controller):
    """The person who asks."""

    path = "/api/me"
    tags = ("me",)
    guards = (signed_in,)

    @get("/", guards=[limited(READING)], opt={LACKING: ANY})
    async def show(self, me: Me) -> Me:
        """Who I am."""
        return me

    @patch("/", guards=[limited(CHANGES)])
    async def change(self, data: Changes, context: AppContext, me: Me) -> Me:
        """Change me. With a new language, recent messages are translated anew."""
        if chosen(data.language) not in (None, me.language):
            await context.limits.hit(LANGUAGE, me.id)
        changed = await change_me(
            context.store,
            me.id,
            name=data.name,
            language=data.language,
            theme=data.theme,
            gender=data.gender,
        )
        return msgspec.structs.replace(changed, demand=me.demand)
