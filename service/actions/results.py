"""What actions give back beyond the shapes of `service.domain`: both sides' views, and whom to tell."""

from __future__ import annotations

import msgspec

from service.domain import Message
from service.mood import Trend


class Posted(msgspec.Struct, frozen=True, kw_only=True):
    """A message as its author (`mine`) and the other side (`theirs`) see it."""

    mine: Message
    theirs: Message
    other_id: str
    created: bool
    """False when the `client_id` was seen before: nothing was written, nobody needs to be told."""


class ReceiptChange(msgspec.Struct, frozen=True, kw_only=True):
    """A side got further; the other side wants to know."""

    conversation_id: str
    person_id: str
    other_id: str
    delivered_seq: int
    read_seq: int


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
    mood: Trend | None = None
    """The author's mood, for the reader; null where it has not changed with this."""
