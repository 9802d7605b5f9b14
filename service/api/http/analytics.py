"""`/api/analytics`: whose figures somebody may see. The dashboard asks it, with the session of who looks."""

from __future__ import annotations

from litestar import Controller, get

from service.api.authentication import signed_in
from service.api.context import AppContext
from service.api.limits.guard import limited
from service.api.limits.table import READING
from service.identity.models import Organisation
from service.identity.organisations import list_measured
from service.models import Me


class AnalyticsRoutes(Controller):
    """Figures of organisations."""

    path = "/api/analytics"
    tags = ("analytics",)
    guards = (signed_in,)

    @get("/organisations", guards=[limited(READING)])
    async def measured(self, context: AppContext, me: Me) -> list[Organisation]:
        """Those whose figures I may see: as owner, admin or analyst."""
        return await list_measured(context.store, me.id)
