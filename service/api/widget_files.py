"""The page in the frame that `/widget.js` opens in pages of other sites, `/widget/{key}`."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler

from service.api.client_files import Asset, answer
from service.api.context import AppContext
from service.api.headers import policy
from service.api.limits.guard import limited
from service.api.limits.table import WIDGET
from service.desk import origins
from service.desk.channels import look_at, shown
from service.desk.models import Channel
from service.errors import ChannelUnknown

PAGE = "/widget.html"


def widget_page(assets: dict[str, Asset]) -> HTTPRouteHandler | None:
    """The handler of the page in the frame; None where no client has been built."""
    page = assets.get(PAGE)
    if page is None:
        return None

    @get("/widget/{key:str}", name="widget", include_in_schema=False, guards=[limited(WIDGET)])
    async def framed(request: Request[Any, Any, Any], context: AppContext, key: str) -> Response[bytes]:
        """The page, for frames of the channel's own sites. ChannelUnknown, also where it is switched off."""
        channel = await look_at(context.store, key)
        if not channel.enabled:
            raise ChannelUnknown("There is no such channel.")
        if _on_a_site(request, channel):
            await shown(context.store, channel)
        return answer(page, request, headers=frame_headers(channel))

    return framed


def _on_a_site(request: Request[Any, Any, Any], channel: Channel) -> bool:
    """The frame stands in a page of the channel's sites, as far as browsers say: some sites have theirs say
    no more of where a request comes from than that it is from elsewhere."""
    said = request.headers
    framed = said.get("sec-fetch-dest") == "iframe"
    if not framed or said.get("sec-fetch-site") not in ("cross-site", "same-site"):
        return False
    site = "/".join(said.get("referer", "").split("/")[:3])
    return origins.allowed(site, channel.allowed_origins) if site else bool(channel.allowed_origins)


def frame_headers(channel: Channel) -> dict[str, str]:
    """Who may frame the page: ourselves, so that an owner can look at it, and the channel's sites."""
    allowed = policy(("'self'", *channel.allowed_origins))
    return {"content-security-policy": allowed, "cross-origin-resource-policy": "cross-origin"}
