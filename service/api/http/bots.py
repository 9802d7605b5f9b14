"""`/api/organisations/{id}/bots`: programs that answer visitors first, in the seat of a bot."""

from __future__ import annotations

import msgspec
from litestar import Controller, delete, get, patch, post

from service.api.authentication import signed_in
from service.api.context import AppContext
from service.api.languages import chosen
from service.api.limits.guard import limited
from service.api.limits.table import CHANNELS, READING
from service.desk.bot.shapes import Bot, BotMade, BotWanted, Kind
from service.models import Me
from service.outbound.bots.commands import change_bot, create_bot, delete_bot, list_bots


class BotMaking(BotWanted, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A new bot; what is left out is as it begins."""

    name: str
    kind: Kind


class ProgramRoutes(Controller):
    """Programs in the seats of an organisation's bots."""

    path = "/api/organisations/{organisation_id:str}/bots"
    tags = ("bots",)
    guards = (signed_in,)

    @get("/", guards=[limited(READING)])
    async def list_all(self, context: AppContext, me: Me, organisation_id: str) -> list[Bot]:
        """All of an organisation, and how it goes with them."""
        return await list_bots(context.store, me.id, organisation_id, context.settings)

    @post("/", guards=[limited(CHANNELS)])
    async def make(self, data: BotMaking, context: AppContext, me: Me, organisation_id: str) -> BotMade:
        """A new one; its secret or token is shown this once."""
        told = msgspec.structs.asdict(data)
        kind = told.pop("kind")
        return await create_bot(
            context.store, me.id, organisation_id, kind, _spoken(BotWanted(**told)), context.settings
        )

    @patch("/{bot_id:str}", guards=[limited(CHANNELS)])
    async def change(
        self, data: BotWanted, context: AppContext, me: Me, organisation_id: str, bot_id: str
    ) -> Bot | BotMade:
        """Change one; with `new_secret` it comes with another secret or token."""
        return await change_bot(
            context.store, me.id, organisation_id, bot_id, _spoken(data), context.settings
        )

    @delete("/{bot_id:str}", guards=[limited(CHANNELS)])
    async def remove(self, context: AppContext, me: Me, organisation_id: str, bot_id: str) -> None:
        """It answers nothing more."""
        await delete_bot(context.store, me.id, organisation_id, bot_id)


def _spoken(wanted: BotWanted) -> BotWanted:
    """InvalidInput: nobody speaks its language here."""
    if wanted.language is not msgspec.UNSET:
        chosen(wanted.language)
    return wanted
