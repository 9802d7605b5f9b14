"""`/api/organisations/{id}/painpoints`: what its customers write about. The dashboard asks it, too."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from litestar import Controller, get
from litestar.params import Parameter

from service.api.authentication import signed_in
from service.api.context import AppContext
from service.api.limits.guard import limited
from service.api.limits.table import READING
from service.desk.painpoints.behind import behind
from service.desk.painpoints.models import Asked, Behind, PainPoints
from service.desk.painpoints.shown import shown
from service.models import Me

Languages = Annotated[str, Parameter(max_length=1000, description="Written in one of these, by comma.")]


class PainPointRoutes(Controller):
    """Groups of what customers wrote from `since` up to `until`, with their time zones."""

    path = "/api/organisations/{organisation_id:str}/painpoints"
    tags = ("analytics",)
    guards = (signed_in,)

    @get("/", guards=[limited(READING)])
    async def show_all(
        self, context: AppContext, me: Me, organisation_id: str, since: datetime, until: datetime,
        language: Languages = "", demo: bool = True,
    ) -> PainPoints:  # fmt: skip
        """All of them, the largest first, and who writes most about which."""
        asked = _asked(since, until, language, demo)
        return await shown(context.store, me.id, organisation_id, asked)

    @get("/{painpoint_id:str}", guards=[limited(READING)])
    async def show(
        self, context: AppContext, me: Me, organisation_id: str, painpoint_id: str, since: datetime,
        until: datetime, language: Languages = "", demo: bool = True,
    ) -> Behind:  # fmt: skip
        """What is behind one: conversations, and examples where the organisation lets them be shown."""
        asked = _asked(since, until, language, demo)
        return await behind(context.store, me.id, organisation_id, painpoint_id, asked)


def _asked(since: datetime, until: datetime, language: str, demo: bool) -> Asked:
    spoken = tuple(one for one in language.split(",") if one)
    return Asked(since=since, until=until, languages=spoken, demo=demo)
