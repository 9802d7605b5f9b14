"""What the service shows of the desk, as frozen structs of docs/protocol.md, no behaviour."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from service.desk.states import DueKind, State
from service.models import Conversation, Me


class Channel(msgspec.Struct, frozen=True, kw_only=True):
    """A way by which visitors come to an organisation, as its owners and admins see it."""

    id: str
    kind: Literal["widget"]
    key: str
    """Public: pages of the site name the channel by it."""
    secret: str
    """The site's server signs with it who its own users are: hex of HMAC-SHA-256 of the user's id."""
    name: str
    colour: str
    allowed_origins: tuple[str, ...]
    greeting: dict[str, str]
    """By language."""
    language: str
    """Of a visitor whose language nothing is known of."""
    enabled: bool
    created_at: datetime
    seen_at: datetime | None
    """When a page of its sites first showed it; null: none has yet."""


class ChannelLook(msgspec.Struct, frozen=True, kw_only=True):
    """What a site's page shows of a channel before anybody writes."""

    name: str
    colour: str
    greeting: str | None
    """In the visitor's language, else in the channel's; null: there is none."""
    greeting_language: str | None
    language: str
    enabled: bool
    open_now: bool | None = None
    """Whether the organisation is within its office hours; null: it has set none."""
    opens_at: datetime | None = None
    """Where it is closed, when it opens next; null: not within the year ahead."""
    suspended: bool = False
    """Its organisation is: nobody writes."""


class Identity(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who a site says that its visitor is: its own id of them, and what proves that the site said so."""

    id: str
    hmac: str


class Visitor(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who writes by a channel: a contact of its organisation, with a token of their own."""

    id: str
    """Of the contact."""
    organisation_id: str
    channel_id: str
    name: str
    language: str
    email: str | None = None
    conversation_id: str | None = None
    """The last one of theirs; null: they have not written yet."""

    def as_me(self) -> Me:
        """As the one who asks, in the frames of the socket: without a handle."""
        return Me(id=self.id, handle="", name=self.name, language=self.language, online=True)


class VisitorMade(msgspec.Struct, frozen=True, kw_only=True):
    """A new visitor. The token is shown once; the store keeps its hash."""

    token: str
    contact_id: str
    conversation_id: str | None = None
    """Where the site knows this visitor, and there is one already."""


class DeskItem(msgspec.Struct, frozen=True, kw_only=True):
    """A conversation as its organisation's desk shows it. Languages, mood, unread: in `conversation`."""

    conversation: Conversation
    organisation_id: str
    state: State
    assignee: str | None
    """Account that serves it; null with `open`: it waits in the queue."""
    waiting_since: datetime | None
    """Of the contact's first message that nobody has answered; null: all are answered, or it is not known."""
    first_reply_at: datetime | None
    snoozed_until: datetime | None
    resolved_at: datetime | None
    queue: str | None
    """Of the organisation's; null: none is for it."""
    due_at: datetime | None
    """When a promise is broken; null: none can be."""
    due_kind: DueKind | None
    breached: bool
    """That has passed."""
    after_hours: bool
    """Its contact began to wait while the office was closed."""
    tags: tuple[str, ...] = ()
    """By id, in order."""
    rating: int | None = None
    """The last one, 1 to 5; null: the visitor has not said."""
    channel: str | None = None
    """By which its contact came, also where it is no more; null: by none, or it is not known."""


class DeskPage(msgspec.Struct, frozen=True, kw_only=True):
    """Items of a view, and where the next page begins; null: that is all."""

    items: tuple[DeskItem, ...]
    next: str | None


class DeskCounts(msgspec.Struct, frozen=True, kw_only=True):
    """How many conversations each view has, without `resolved`."""

    waiting: int
    mine: int
    all: int
    unread: int
    """Of `mine`, those in which the contact has written what I have not read."""
