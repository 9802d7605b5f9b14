"""`/api/widget/{key}`: what anybody may ask of a channel: how it looks, and to come by it as a visitor."""

from __future__ import annotations

from typing import Annotated, Any

from litestar import Controller, Request, Response, get, post
from litestar.params import Parameter

from service.api.context import AppContext
from service.api.languages import chosen
from service.api.limits.guard import limited
from service.api.limits.table import VISITING, VISITING_HERE, WIDGET
from service.api.origins import allowed
from service.desk import origins
from service.desk.channels import look, visited_at
from service.desk.models import Channel, ChannelLook, VisitorMade
from service.desk.visiting import Coming, come
from service.errors import OriginNotAllowed
from service.text import validation


class WidgetRoutes(Controller):
    """A channel, for pages of the sites that it is for."""

    path = "/api/widget/{key:str}"
    tags = ("widget",)
    security = ({},)

    @get("/", guards=[limited(WIDGET)])
    async def show(
        self,
        request: Request[Any, Any, Any],
        context: AppContext,
        key: str,
        language: Annotated[str | None, Parameter(max_length=35)] = None,
    ) -> Response[ChannelLook]:
        """How it looks, in a visitor's language; with CORS for the channel's sites."""
        channel, hours, suspended = await visited_at(context.store, key)
        headers = _shared(request, context, channel)
        spoken = None if language is None else validation.language(language)
        return Response(look(channel, spoken, hours, suspended=suspended), headers=headers)

    @post("/visitors", guards=[limited(VISITING)])
    async def come(self, data: Coming, context: AppContext, key: str) -> VisitorMade:
        """A token for somebody who agrees to be known here; it is shown this once."""
        chosen(data.language)
        await context.limits.hit(VISITING_HERE, key)
        return await come(context.store, key, data)


def _shared(request: Request[Any, Any, Any], context: AppContext, channel: Channel) -> dict[str, str]:
    """Headers that let a page of the channel's sites read the answer; another site's is refused."""
    origin = request.headers.get("origin", "")
    if origin and origins.allowed(origin, channel.allowed_origins):
        return {"Access-Control-Allow-Origin": origin, "Vary": "Origin"}
    if not allowed(request.headers, context.settings.origins):
        raise OriginNotAllowed("This channel is not for pages of this site.")
    return {"Vary": "Origin"}
