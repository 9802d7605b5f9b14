"""`/api/desk/conversations/{id}/customer`, where visitors are, and who did what in an organisation."""

from __future__ import annotations

from typing import Annotated, Any

from litestar import Controller, Request, get, patch, put
from litestar.params import Parameter

from service.api.authentication import signed_in, visiting
from service.api.context import AppContext
from service.api.limits.guard import limited
from service.api.limits.table import CHANGES, DESK, READING
from service.desk import card
from service.desk.audit import AuditPage, list_entries
from service.desk.details import Card
from service.desk.models import Visitor
from service.models import Me
from service.text import validation


class CustomerRoutes(Controller):
    """The customer of a conversation at the desk."""

    path = "/api/desk/conversations/{conversation_id:str}/customer"
    tags = ("desk",)
    guards = (signed_in,)

    @get("/", guards=[limited(READING)])
    async def show(self, context: AppContext, me: Me, conversation_id: str) -> Card:
        """What is known of them."""
        return await card.customer(context.store, me.id, conversation_id)

    @patch("/", guards=[limited(DESK)])
    async def change(self, data: card.CardWanted, context: AppContext, me: Me, conversation_id: str) -> Card:
        """Note something of them."""
        return await card.change_customer(context.store, me.id, conversation_id, data)


class PageRoutes(Controller):
    """Where a visitor is."""

    path = "/api/widget/visitors/me/page"
    tags = ("widget",)
    guards = (visiting,)
    security = ({"bearer": []},)

    @put("/", status_code=204, guards=[limited(CHANGES)])
    async def visit(
        self, data: card.Visiting, request: Request[Any, Any, Any], context: AppContext, visitor: Visitor
    ) -> None:
        """On this page of the site."""
        await card.visiting(context.store, visitor, data, request.headers.get("host", "").lower())


class AuditRoutes(Controller):
    """Who did what in an organisation."""

    path = "/api/organisations/{organisation_id:str}/audit"
    tags = ("organisations",)
    guards = (signed_in,)

    @get("/", guards=[limited(READING)])
    async def list_all(
        self,
        context: AppContext,
        me: Me,
        organisation_id: str,
        account: Annotated[str | None, Parameter(max_length=36)] = None,
        conversation: Annotated[str | None, Parameter(max_length=36)] = None,
        action: Annotated[str | None, Parameter(max_length=40)] = None,
        before: Annotated[str | None, Parameter(max_length=36)] = None,
        limit: Annotated[int, Parameter(ge=1, le=200)] = 50,
    ) -> AuditPage:
        """Newest first."""
        for name, one in (("account", account), ("conversation", conversation), ("action", action)):
            validation.storable(one or "", name)
        return await list_entries(
            context.store,
            me.id,
            organisation_id,
            account_id=account,
            conversation_id=conversation,
            action=action,
            before=before,
            limit=limit,
        )
