"""A command on its way through the posting path."""

from __future__ import annotations

from datetime import datetime

import msgspec

from service.messaging.command import PostCommand
from wire.contracts.events import Translation


class BotSaid(msgspec.Struct, frozen=True, kw_only=True):
    """That the organisation's bot says it, which it may as long as it leads the conversation."""

    language: str
    """Of the text."""
    given: dict[str, Translation] = {}
    """Translations that are known already, by language."""
    hands_over: bool = False
    """It leads no more: an agent is to go on."""


class Posting(msgspec.Struct, frozen=True, kw_only=True):
    """A checked command of somebody in a conversation."""

    author_id: str
    conversation_id: str
    command: PostCommand
    posted_at: datetime | None = None
    """Set back in time, by a demo."""
    for_contact: bool = False
    """Its contact said it, for whom the author may speak."""
    bot: BotSaid | None = None
    """Null: a person says it."""
    request_id: str | None = None
    """Of the request that brought it."""
