"""What a customer needs and how they feel, as predicted and as corrected; and what can be learnt of it."""

from __future__ import annotations

from typing import Annotated

from litestar import Controller, get, put
from litestar.params import Parameter

from service.api.authentication import signed_in
from service.api.context import AppContext
from service.api.limits.guard import limited
from service.api.limits.table import DESK, DOWNLOADS, READING
from service.desk.labels import Labels, LabelsWanted, correct_labels, labels
from service.desk.taught import ExamplePage, examples
from service.models import Me


class LabelRoutes(Controller):
    """Of a conversation at the desk."""

    path = "/api/desk/conversations/{conversation_id:str}/labels"
    tags = ("desk",)
    guards = (signed_in,)

    @get("/", guards=[limited(READING)])
    async def show(self, context: AppContext, me: Me, conversation_id: str) -> Labels:
        """Of the customer's last message that says something."""
        return await labels(context.store, me.id, conversation_id)

    @put("/", guards=[limited(DESK)])
    async def correct(self, data: LabelsWanted, context: AppContext, me: Me, conversation_id: str) -> Labels:
        """Put something over a prediction; null takes it back."""
        return await correct_labels(context.store, me.id, conversation_id, data)


class ExampleRoutes(Controller):
    """What agents of an organisation have corrected, with the texts: to learn from."""

    path = "/api/organisations/{organisation_id:str}/labels"
    tags = ("organisations",)
    guards = (signed_in,)

    @get("/", guards=[limited(DOWNLOADS)])
    async def list_all(
        self,
        context: AppContext,
        me: Me,
        organisation_id: str,
        before: Annotated[str | None, Parameter(max_length=36)] = None,
        limit: Annotated[int, Parameter(ge=1, le=200)] = 50,
    ) -> ExamplePage:
        """The newest first, for owners and admins."""
        return await examples(context.store, me.id, organisation_id, before=before, limit=limit)
