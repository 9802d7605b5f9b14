"""What actions give back beyond the shapes of `service.models`."""

from __future__ import annotations

from datetime import datetime

import msgspec

from service.models import Message
from wire.contracts.sentiment_trend import SentimentTrend


class Posted(msgspec.Struct, frozen=True, kw_only=True):
    """A message as its author sees it."""

    mine: Message
    created: bool
    """False when the `client_id` was seen before: nothing was written."""


class Applied(msgspec.Struct, frozen=True, kw_only=True):
    """A message that an enrichment was applied to, as both sides see it now."""

    conversation_id: str
    rev: int
    author_id: str
    author_view: Message
    reader_id: str
    reader_view: Message
    changed: bool = True
    """False where all of it was known: nothing was written. Telling again does no harm."""
    author_told: bool = True
    reader_told: bool = True
    """False where nothing of the conversation, or of this message, comes to that side's screens."""
    organisation_id: str | None = None
    """Whose conversation it is; null: a direct one."""
    sentiment: SentimentTrend | None = None
    """The author's sentiment, for the reader; null where it has not changed with this."""


class Version(msgspec.Struct, frozen=True, kw_only=True):
    """What a message said before it was edited, and since when."""

    text: str
    written_at: datetime


class FoundMessages(msgspec.Struct, frozen=True, kw_only=True):
    """What a search found, the newest first. `next`: ask again with it as `before`; null: that is all."""

    messages: tuple[Message, ...] = ()
    next: int | None = None
