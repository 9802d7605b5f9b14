"""`/api/organisations/{id}/channels`: the ways by which visitors come, for owners and admins."""

from __future__ import annotations

import msgspec
from litestar import Controller, delete, get, patch, post
from msgspec import UNSET

from service.api.authentication import signed_in
from service.api.context import AppContext
from service.api.languages import chosen
from service.api.limits.guard import limited
from service.api.limits.table import CHANNELS, READING
from service.desk.channels import Wanted, change_channel, create_channel, delete_channel, list_channels
from service.desk.models import Channel
from service.models import Me


class Making(Wanted, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A new channel; what is left out is as it begins."""

    name: str
    language: str


class ChannelRoutes(Controller):
    """Channels of an organisation."""

    path = "/api/organisations/{organisation_id:str}/channels"
    tags = ("channels",)
    guards = (signed_in,)

    @get("/", guards=[limited(READING)])
    async def list_all(self, context: AppContext, me: Me, organisation_id: str) -> list[Channel]:
        """All of an organisation of mine."""
        return await list_channels(context.store, me.id, organisation_id)

    @post("/", guards=[limited(CHANNELS)])
    async def make(self, data: Making, context: AppContext, me: Me, organisation_id: str) -> Channel:
        """A new widget."""
        chosen(data.language)
        wanted = Wanted(**{one: value for one, value in msgspec.structs.asdict(data).items()})
        return await create_channel(
            context.store, me.id, organisation_id, name=data.name, language=data.language, wanted=wanted
        )

    @patch("/{channel_id:str}", guards=[limited(CHANNELS)])
    async def change(
        self, data: Wanted, context: AppContext, me: Me, organisation_id: str, channel_id: str
    ) -> Channel:
        """Change one; with `new_secret`, sites have to sign with another from now on."""
        if data.language is not UNSET:
            chosen(data.language)
        return await change_channel(context.store, me.id, organisation_id, channel_id, data)

    @delete("/{channel_id:str}", guards=[limited(CHANNELS)])
    async def remove(self, context: AppContext, me: Me, organisation_id: str, channel_id: str) -> None:
        """Nobody comes by it any more; its visitors are signed out, their conversations stay."""
        await delete_channel(context.store, me.id, organisation_id, channel_id)
