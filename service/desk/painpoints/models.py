"""What is shown of what customers write about, and what the job that groups it reads and writes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec

WEEK = timedelta(days=7)
WEEKS = 8
"""That a trend shows."""


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """Which messages count: of a time, written in one of these languages or in any, of demos too."""

    since: datetime
    until: datetime
    languages: tuple[str, ...] = ()
    demo: bool = True


class PainPoint(msgspec.Struct, frozen=True, kw_only=True):
    """A group of messages about one matter, whatever language each is in."""

    id: str
    words: tuple[str, ...]
    """That tell it from the others, in the organisation's language; none: no word is several people's."""
    found_at: datetime
    """When it was first there."""
    new: bool
    """First there within the week, and not because nobody had looked before."""
    messages: int
    people: int
    conversations: int
    scored: int
    """Messages of which the sentiment is known."""
    negative: int
    before: int | None
    """Messages in as much time before; null: not all of that was looked at."""
    weeks: tuple[int | None, ...]
    """Messages of the last weeks, this one last; null: not looked at whole."""
    rising: bool | None
    """This week more than chance makes of the one before; null: one of them was not looked at whole."""
    languages: dict[str, int]


class Customer(msgspec.Struct, frozen=True, kw_only=True):
    """What one customer writes about. `name`: for who may read their conversations, else null."""

    id: str
    name: str | None
    messages: int
    painpoints: dict[str, int]
    """Messages by group, the most frequent first."""


class PainPoints(msgspec.Struct, frozen=True, kw_only=True):
    """All groups, the largest first. `looked_at`: when; null: nobody has looked yet, and nothing is known."""

    keeps_text: bool
    """The organisation lets what was written be shown as examples."""
    looked_at: datetime | None
    since: datetime | None
    """From when on all messages were looked at; the newest alone where there are too many."""
    until: datetime | None
    """Up to when. What came later is grouped next night."""
    language: str | None
    """Of the words."""
    grouped: int
    others: int
    """Messages that are in no group: fewer than five were written so."""
    items: tuple[PainPoint, ...]
    customers: tuple[Customer, ...]


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """An example: as it was written, and as the organisation reads it; null: there is no translation."""

    conversation_id: str
    text: str
    language: str
    read: str | None
    posted_at: datetime


class InConversation(msgspec.Struct, frozen=True, kw_only=True):
    """A conversation with messages of a group."""

    conversation_id: str
    messages: int
    negative: int
    posted_at: datetime
    """The last of them."""


class Behind(msgspec.Struct, frozen=True, kw_only=True):
    """What is behind a group: its conversations, the latest first, and examples where these are allowed."""

    id: str
    conversations: tuple[InConversation, ...]
    examples: tuple[Said, ...]


class Window(msgspec.Struct, frozen=True, kw_only=True):
    """What one night looks at: messages of customers from `since` up to `until`."""

    organisation_id: str
    language: str
    since: datetime
    until: datetime


class Unread(msgspec.Struct, frozen=True, kw_only=True):
    """A message that has no vector yet."""

    id: str
    conversation_id: str
    author_id: str
    text: str
    language: str
    posted_at: datetime


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A message that is grouped: what is known of it, and as it stands in the store."""

    message_id: str
    author_id: str
    vector: bytes
    language: str
    sentiment: str | None
    read: str | None
    kept: tuple[str | None, str, str | None]
    """Group, language and sentiment of last night."""


class Made(msgspec.Struct, frozen=True, kw_only=True):
    """A group of this night. `known`: the id of the one of before that it is; null: it is new."""

    words: Sequence[str]
    middle: bytes
    known: str | None


class Night(msgspec.Struct, frozen=True, kw_only=True):
    """What was found. `of`: per row the number of its group, -1: none; `like`: cosine to its middle."""

    groups: Sequence[Made]
    of: Sequence[int]
    like: Sequence[float]
