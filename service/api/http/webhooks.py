"""`/api/organisations/{id}/webhooks` and `/shop`: servers that it tells, and that its agents ask."""

from __future__ import annotations

from typing import Annotated

import msgspec
from litestar import Controller, delete, get, patch, post, put
from litestar.params import Parameter

from service.api.authentication import signed_in
from service.api.context import AppContext
from service.api.limits.guard import limited
from service.api.limits.table import CHANNELS, DESK, READING
from service.models import Me
from service.outbound.shop import Orders, Shop, ShopMade, remove_shop, set_shop, shop_of
from service.outbound.webhooks.deliveries import list_deliveries, replay, trial
from service.outbound.webhooks.endpoints import (
    WebhookWanted,
    change_webhook,
    create_webhook,
    delete_webhook,
    list_webhooks,
)
from service.outbound.webhooks.models import Delivery, DeliveryPage, DeliveryState, Webhook, WebhookMade


class WebhookMaking(WebhookWanted, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A new webhook."""

    url: str
    events: tuple[str, ...]


class ShopSetting(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who is to be asked for orders."""

    url: str


class WebhookRoutes(Controller):
    """Webhooks of an organisation."""

    path = "/api/organisations/{organisation_id:str}/webhooks"
    tags = ("webhooks",)
    guards = (signed_in,)

    @get("/", guards=[limited(READING)])
    async def list_all(self, context: AppContext, me: Me, organisation_id: str) -> list[Webhook]:
        """All of an organisation."""
        return await list_webhooks(context.store, me.id, organisation_id)

    @post("/", guards=[limited(CHANNELS)])
    async def make(
        self, data: WebhookMaking, context: AppContext, me: Me, organisation_id: str
    ) -> WebhookMade:
        """A new one; its secret is shown this once."""
        private = context.settings.webhook_private
        return await create_webhook(context.store, me.id, organisation_id, data, private=private)

    @patch("/{webhook_id:str}", guards=[limited(CHANNELS)])
    async def change(
        self, data: WebhookWanted, context: AppContext, me: Me, organisation_id: str, webhook_id: str
    ) -> Webhook | WebhookMade:
        """Change one; with `new_secret` it comes with another."""
        private = context.settings.webhook_private
        return await change_webhook(context.store, me.id, organisation_id, webhook_id, data, private=private)

    @delete("/{webhook_id:str}", guards=[limited(CHANNELS)])
    async def remove(self, context: AppContext, me: Me, organisation_id: str, webhook_id: str) -> None:
        """Nothing is sent there any more."""
        await delete_webhook(context.store, me.id, organisation_id, webhook_id)

    @post("/{webhook_id:str}/test", status_code=200, guards=[limited(CHANNELS)])
    async def test(self, context: AppContext, me: Me, organisation_id: str, webhook_id: str) -> Delivery:
        """Send a `ping`."""
        return await trial(context.store, me.id, organisation_id, webhook_id)

    @get("/{webhook_id:str}/deliveries", guards=[limited(READING)])
    async def deliveries(
        self,
        context: AppContext,
        me: Me,
        organisation_id: str,
        webhook_id: str,
        of: Annotated[DeliveryState | None, Parameter(query="state")] = None,
        before: Annotated[str | None, Parameter(max_length=36)] = None,
        limit: Annotated[int, Parameter(ge=1, le=100)] = 50,
    ) -> DeliveryPage:
        """What was sent there, newest first."""
        return await list_deliveries(
            context.store, me.id, organisation_id, webhook_id, state=of, before=before, limit=limit
        )

    @post(
        "/{webhook_id:str}/deliveries/{delivery_id:str}/replay", status_code=200, guards=[limited(CHANNELS)]
    )
    async def replay(
        self, context: AppContext, me: Me, organisation_id: str, webhook_id: str, delivery_id: str
    ) -> Delivery:
        """Send it again."""
        return await replay(context.store, me.id, organisation_id, webhook_id, delivery_id)


class ShopRoutes(Controller):
    """Whom an organisation's agents ask for orders."""

    path = "/api/organisations/{organisation_id:str}/shop"
    tags = ("webhooks",)
    guards = (signed_in,)

    @get("/", guards=[limited(READING)])
    async def show(self, context: AppContext, me: Me, organisation_id: str) -> Shop:
        """Who is asked."""
        return await shop_of(context.store, me.id, organisation_id)

    @put("/", guards=[limited(CHANNELS)])
    async def set_one(self, data: ShopSetting, context: AppContext, me: Me, organisation_id: str) -> ShopMade:
        """Ask this one from now on; its secret is shown this once."""
        private = context.settings.webhook_private
        return await set_shop(context.store, me.id, organisation_id, data.url, private=private)

    @delete("/", guards=[limited(CHANNELS)])
    async def remove(self, context: AppContext, me: Me, organisation_id: str) -> None:
        """Ask nobody any more."""
        await remove_shop(context.store, me.id, organisation_id)


@get(
    "/api/desk/conversations/{conversation_id:str}/orders",
    tags=("desk",),
    guards=[signed_in, limited(DESK)],
)
async def orders(context: AppContext, me: Me, conversation_id: str) -> Orders:
    """What the shop has of the customer of a conversation."""
    return await context.shops.orders(context.store, me.id, conversation_id)
