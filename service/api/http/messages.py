"""`/api/messages`: what is asked and told about one message."""

from __future__ import annotations

from litestar import Controller, post

from service.api.authentication import signed_in
from service.api.context import AppContext
from service.api.limits.guard import limited
from service.api.limits.table import AGAIN, RECEIPTS
from service.enrichment.commands import retry_enrichment, suggestions_shown
from service.models import Me


class MessageRoutes(Controller):
    """One message."""

    path = "/api/messages"
    tags = ("messages",)
    guards = (signed_in,)

    @post("/{message_id:str}/enrichment", status_code=202, guards=[limited(AGAIN)])
    async def enrich_again(self, context: AppContext, me: Me, message_id: str) -> None:
        """Try a failed enrichment again; the socket brings what comes of it."""
        await retry_enrichment(context.store, context.settings, me.id, message_id)

    @post("/{message_id:str}/suggestions/shown", status_code=204, guards=[limited(RECEIPTS)])
    async def suggestions_shown(self, context: AppContext, me: Me, message_id: str) -> None:
        """The suggestions of this message were on my screen."""
        await suggestions_shown(context.store, context.settings, me.id, message_id)
