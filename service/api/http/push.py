"""`/api/me/push`: whether and where this browser is told of what comes while no page is open."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import Controller, Request, delete, get, put

from service.api.authentication import signed_in
from service.api.context import AppContext
from service.api.limits.guard import limited
from service.api.limits.table import CHANGES, READING
from service.errors import NotFound
from service.models import Me
from service.notifications.subscriptions import Asked, subscribe, subscription_of, unsubscribe


class Push(msgspec.Struct, frozen=True, kw_only=True):
    """`key`: what a browser subscribes with; null: this installation has no keys, and tells nobody."""

    key: str | None
    on: bool
    """This browser is told."""
    hides_text: bool


class PushRoutes(Controller):
    """This browser, told of news."""

    path = "/api/me/push"
    tags = ("me",)
    guards = (signed_in,)

    @get("/", guards=[limited(READING)])
    async def show(self, context: AppContext, request: Request[Me, str, Any]) -> Push:
        """Whether this browser is told, and how it can be."""
        found = await subscription_of(context.store, request.auth)
        key = context.push.public_key if context.push else None
        return Push(key=key, on=found is not None, hides_text=bool(found and found.hides_text))

    @put("/", status_code=204, guards=[limited(CHANGES)])
    async def subscribe(
        self, data: Asked, context: AppContext, me: Me, request: Request[Me, str, Any]
    ) -> None:
        """Tell this browser from now on, until this session ends."""
        if context.push is None:
            raise NotFound("This installation tells nobody: it has no keys for it.")
        private = context.settings.push_private
        await subscribe(context.store, me.id, request.auth, data, private=private)

    @delete("/", guards=[limited(CHANGES)])
    async def unsubscribe(self, context: AppContext, request: Request[Me, str, Any]) -> None:
        """Tell this browser no more."""
        await unsubscribe(context.store, request.auth)
