"""What is known of a conversation at its desk besides how it stands, as frozen structs, no behaviour."""

from __future__ import annotations

from datetime import datetime

import msgspec

from service.desk.models import Visitor
from service.desk.states import State
from wire.contracts.sentiment_trend import SentimentTrend


class Tag(msgspec.Struct, frozen=True, kw_only=True):
    """A word by which an organisation sorts its conversations."""

    id: str
    name: str
    colour: str


class Tagged(msgspec.Struct, frozen=True, kw_only=True):
    """The tags of a conversation, by id."""

    conversation_id: str
    tags: tuple[str, ...]


class Rating(msgspec.Struct, frozen=True, kw_only=True):
    """What a visitor says of a conversation after it was resolved, as agents see it."""

    score: int
    """1 to 5."""
    comment: str | None
    language: str
    """That the visitor reads, and most likely wrote in."""
    rated_at: datetime
    changed_at: datetime
    resolved_at: datetime
    assignee: str | None
    """Account that served it then."""


class RatingAsk(msgspec.Struct, frozen=True, kw_only=True):
    """What a visitor is asked: how was it? With what it has said already."""

    conversation_id: str
    until: datetime
    """It can be answered so long, unless the conversation goes on."""
    score: int | None = None
    comment: str | None = None
    rated_at: datetime | None = None
    changeable_until: datetime | None = None


class SitePage(msgspec.Struct, frozen=True, kw_only=True):
    """Of the organisation's site, where its visitor is."""

    url: str
    title: str
    at: datetime


class OtherConversation(msgspec.Struct, frozen=True, kw_only=True):
    """Another conversation of the same customer."""

    id: str
    state: State
    created_at: datetime
    resolved_at: datetime | None
    messages: int
    sentiment: SentimentTrend = msgspec.field(name="mood")
    """The customer's."""
    rating: int | None


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of the customer of a conversation."""

    contact_id: str
    name: str
    reference: str | None
    """What the organisation's own systems call them; its site has signed it."""
    email: str | None
    """As they gave it, unproven."""
    language: str
    time_zone: str | None
    page: SitePage | None
    first_seen: datetime
    last_seen: datetime | None
    conversations: tuple[OtherConversation, ...]
    """Newest first."""
    ratings: tuple[Rating, ...]
    """Of this one, newest first."""
    attributes: dict[str, str]


class VisitorShown(Visitor, frozen=True, kw_only=True):
    """A visitor, as it sees itself."""

    rating: RatingAsk | None = None
    """Null: nothing is asked, or can be said otherwise."""


class Mention(msgspec.Struct, frozen=True, kw_only=True):
    """A note that names me."""

    message_id: str
    conversation_id: str
    organisation_id: str
    seq: int
    by: str
    """Account that wrote it."""
    at: datetime
    read_at: datetime | None
    text: str


class MentionPage(msgspec.Struct, frozen=True, kw_only=True):
    """Mentions, newest first, and where the next page begins; null: that is all."""

    items: tuple[Mention, ...]
    next: str | None
    unread: int
    """Of all."""


class Unread(msgspec.Struct, frozen=True, kw_only=True):
    """Mentions that I have not read yet."""

    unread: int
