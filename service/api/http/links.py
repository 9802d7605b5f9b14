"""`/api/link-previews`: what the page of a link says of itself, for who is about to send it."""

from __future__ import annotations

from typing import Annotated

import msgspec
from litestar import Controller, delete, post

from service.api.authentication import signed_in
from service.api.context import AppContext
from service.api.limits.guard import limited
from service.api.limits.table import CHANGES, LINKS
from service.errors import NotFound
from service.models import Me
from service.outbound import linking
from service.outbound.previews import LinkPreview


class Link(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A link that somebody wants to see the preview of."""

    url: Annotated[str, msgspec.Meta(max_length=2000)]
    conversation_id: str | None = None
    """In which it may be shown; null: it is only looked at."""


class LinkRoutes(Controller):
    """Previews of links, made on request alone."""

    path = "/api/link-previews"
    tags = ("links",)
    guards = (signed_in,)

    @post("/", status_code=200, guards=[limited(LINKS)])
    async def look(self, data: Link, context: AppContext, me: Me) -> LinkPreview:
        """What its page says of itself; kept for a day where a message may show it."""
        if context.links is None:
            raise NotFound("This installation makes no previews of links.")
        if data.conversation_id is None:
            return await context.links.look(data.url)
        return await context.links.make(me.id, data.conversation_id, data.url)

    @delete("/{preview_id:str}", guards=[limited(CHANGES)])
    async def drop(self, preview_id: str, context: AppContext, me: Me) -> None:
        """Forget a preview of mine that I do not want."""
        await linking.drop(context.store, me.id, preview_id)
