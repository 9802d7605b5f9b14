"""`/api/organisations/{id}/setup`: what its owners have still to do before its desk serves visitors well."""

from __future__ import annotations

from litestar import Controller, get, patch

from service.api.authentication import signed_in
from service.api.context import AppContext
from service.api.limits.guard import limited
from service.api.limits.table import CHANNELS, READING
from service.desk.setup import PuttingAway, Setup, put_away, setup_of
from service.models import Me


class SetupRoutes(Controller):
    """Setting up a desk."""

    path = "/api/organisations/{organisation_id:str}/setup"
    tags = ("organisations",)
    guards = (signed_in,)

    @get("/", guards=[limited(READING)])
    async def show(self, context: AppContext, me: Me, organisation_id: str) -> Setup:
        """How far it is."""
        return await setup_of(context.store, me.id, organisation_id)

    @patch("/", guards=[limited(CHANNELS)])
    async def put_away(self, data: PuttingAway, context: AppContext, me: Me, organisation_id: str) -> Setup:
        """Tell these steps no more."""
        return await put_away(context.store, me.id, organisation_id, data.put_away)
