"""`/api/link-previews`: what the page of a link says of itself, for who is about to send it."""

from __future__ import annotations

from typing import Annotated

import msgspec
from litestar import Controller, post

from service.api.authentication import signed_in
from service.api.context import AppContext
from service.api.limits.guard import limited
from service.api.limits.table import LINKS
from service.errors import NotFound
from service.outbound.link_preview import LinkPreview, preview_of


class Link(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A link that somebody wants to see the preview of."""

    url: Annotated[str, msgspec.Meta(max_length=2000)]


class LinkRoutes(Controller):
    """Previews of links, made on request alone."""

    path = "/api/link-previews"
    tags = ("links",)
    guards = (signed_in,)

    @post("/", status_code=200, guards=[limited(LINKS)])
    async def look(self, data: Link, context: AppContext) -> LinkPreview:
        """What its page says of itself. Nothing is kept."""
        if context.pages is None:
            raise NotFound("This installation makes no previews of links.")
        return await preview_of(context.pages, data.url)
