"""`/api/messages`: what is asked and told about one message."""

from __future__ import annotations

from litestar import Controller, post

from service.actions import suggestions_shown
from service.domain import Me
from service.web import telling
from service.web.house import House
from service.web.limits.guard import limited
from service.web.limits.table import AGAIN, RECEIPTS
from service.web.sign import signed_in


class MessageRoutes(Controller):
    """One message."""

    path = "/api/messages"
    tags = ("messages",)
    guards = (signed_in,)

    @post("/{message_id:str}/enrichment", status_code=202, guards=[limited(AGAIN)])
    async def enrich_again(self, house: House, me: Me, message_id: str) -> None:
        """Try a failed enrichment again; the socket brings what comes of it."""
        await telling.enrich_again(house, me.id, message_id)

    @post("/{message_id:str}/suggestions/shown", status_code=204, guards=[limited(RECEIPTS)])
    async def suggestions_shown(self, house: House, me: Me, message_id: str) -> None:
        """The suggestions of this message were on my screen."""
        await suggestions_shown(house.store, house.settings, me.id, message_id)
