"""`/api/widget/conversations/{id}/rating`: how a visitor found it."""

from __future__ import annotations

from litestar import Controller, put

from service.api.authentication import visiting
from service.api.context import AppContext
from service.api.limits.guard import limited
from service.api.limits.table import CHANGES
from service.desk.details import RatingAsk
from service.desk.models import Visitor
from service.desk.rating import RatingGiven, rate


class RatingRoutes(Controller):
    """Ratings of the visitor who asks."""

    path = "/api/widget/conversations/{conversation_id:str}"
    tags = ("widget",)
    guards = (visiting,)
    security = ({"bearer": []},)

    @put("/rating", guards=[limited(CHANGES)])
    async def rate(
        self, data: RatingGiven, context: AppContext, visitor: Visitor, conversation_id: str
    ) -> RatingAsk:
        """Rate what was resolved, or say otherwise within a day."""
        return await rate(context.store, visitor, conversation_id, data)
