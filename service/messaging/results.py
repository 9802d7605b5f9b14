"""What actions give back beyond the shapes of `service.models`: both sides' views, and whom to tell."""

from __future__ import annotations

from datetime import datetime

import msgspec

from service.messaging.relation import Relation
from service.models import Conversation, Message
from wire.contracts.sentiment_trend import SentimentTrend


class ReceiptChange(msgspec.Struct, frozen=True, kw_only=True):
    """A side got further. `told`: the other side may know."""

    conversation_id: str
    person_id: str
    other_id: str
    delivered_seq: int
    read_seq: int
    told: bool


class Posted(msgspec.Struct, frozen=True, kw_only=True):
    """A message as its author (`mine`) and the other side (`theirs`) see it."""

    mine: Message
    theirs: Message
    other_id: str
    created: bool
    """False when the `client_id` was seen before: nothing was written, nobody needs to be told."""
    reaches: bool = True
    """False where the other side ignores or blocks the author: nothing of it comes to their screens."""
    accepted: bool = False
    """By this answer its author has accepted the conversation."""
    asks: bool = False
    """It is a request's: before a first message the other side did not see the conversation."""
    read: ReceiptChange | None = None
    """Who answers has read what came before."""


class Decided(msgspec.Struct, frozen=True, kw_only=True):
    """A conversation after I accepted, ignored, blocked or unblocked it."""

    mine: Conversation
    other_id: str
    before: Relation
    """As it was from my side."""
    after: Relation
    at: datetime

    @property
    def shown(self) -> bool:
        """The other side sees that I have accepted."""
        return self.after.settled and not self.before.settled and self.after.reaches_them


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
    mood: SentimentTrend | None = None
    """The author's mood, for the reader; null where it has not changed with this."""
