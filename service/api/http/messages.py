"""`/api/messages`: what is asked and told about one message, and changing it."""

from __future__ import annotations

from datetime import datetime

import msgspec
from litestar import Controller, delete, get, patch, post, put

from service.api.authentication import signed_in
from service.api.context import AppContext
from service.api.limits.guard import limited
from service.api.limits.table import AGAIN, MARKING, POSTING, READING, RECEIPTS
from service.api.posting import edit_within_limits
from service.enrichment.commands import retry_enrichment, suggestions_shown
from service.messaging.editing import remove_message
from service.messaging.history import history_of
from service.messaging.reacting import pin, react
from service.messaging.reading import read_message
from service.messaging.results import Version
from service.models import Me, Message


class Editing(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Another text; `edited_at` is that of the message which the edit began from, to learn of others."""

    text: str
    edited_at: datetime | msgspec.UnsetType | None = msgspec.UNSET
    link: bool | str = True
    """Whether it goes on showing its link; or the id of the preview of one in the text, to be shown now."""


class Reacting(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An emoji that I put on a message, or take off."""

    emoji: str
    on: bool


class Pinning(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Pinned, or let loose."""

    on: bool


class MessageRoutes(Controller):
    """One message."""

    path = "/api/messages"
    tags = ("messages",)
    guards = (signed_in,)

    @get("/{message_id:str}", guards=[limited(READING)])
    async def show(self, context: AppContext, me: Me, message_id: str) -> Message:
        """A message that I may read: one that others quote, say."""
        return await read_message(context.store, me.id, message_id)

    @patch("/{message_id:str}", guards=[limited(POSTING)])
    async def edit(self, data: Editing, context: AppContext, me: Me, message_id: str) -> Message:
        """Another text for a message of mine; it is understood anew."""
        return await edit_within_limits(
            context, me.id, message_id, text=data.text, edited_at=data.edited_at, link=data.link
        )

    @delete("/{message_id:str}", status_code=200, guards=[limited(MARKING)])
    async def remove(self, context: AppContext, me: Me, message_id: str) -> Message:
        """Take back a message of mine, for everybody: its place stays."""
        return await remove_message(context.store, me.id, message_id)

    @put("/{message_id:str}/reaction", guards=[limited(MARKING)])
    async def react(self, data: Reacting, context: AppContext, me: Me, message_id: str) -> Message:
        """Put an emoji on it, or take mine off."""
        return await react(context.store, me.id, message_id, emoji=data.emoji, on=data.on)

    @put("/{message_id:str}/pin", guards=[limited(MARKING)])
    async def pin(self, data: Pinning, context: AppContext, me: Me, message_id: str) -> Message:
        """Pin it for both sides, or let it loose."""
        return await pin(context.store, me.id, message_id, on=data.on)

    @get("/{message_id:str}/history", guards=[limited(READING)])
    async def history(self, context: AppContext, me: Me, message_id: str) -> list[Version]:
        """What it said before it was edited, oldest first."""
        return await history_of(context.store, me.id, message_id)

    @post("/{message_id:str}/enrichment", status_code=202, guards=[limited(AGAIN)])
    async def enrich_again(self, context: AppContext, me: Me, message_id: str) -> None:
        """Try a failed enrichment again; the socket brings what comes of it."""
        await retry_enrichment(context.store, context.settings, me.id, message_id)

    @post("/{message_id:str}/suggestions/shown", status_code=204, guards=[limited(RECEIPTS)])
    async def suggestions_shown(self, context: AppContext, me: Me, message_id: str) -> None:
        """The suggestions of this message were on my screen."""
        await suggestions_shown(context.store, context.settings, me.id, message_id)
