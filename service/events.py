"""What happens in the service, as facts that actions record with their state; no behaviour.

Whoever wants to know subscribes (`service.store.subscribers`): screens do, and whoever erases after people.
Work for NLP and counts for analytics have contracts and streams of their own (`wire.contracts.events`).
Events that show a message carry it as each viewer sees it: the transaction knows, and nobody reads it again.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from service.desk.details import Rating, RatingAsk, SitePage
from service.desk.states import AgentState, Alert, Handling
from service.identity.roles import Role
from service.models import Message, Person
from service.store.unit_of_work import DomainEvent
from wire.contracts.events import Event
from wire.contracts.sentiment_trend import SentimentTrend


class InConversation(DomainEvent, frozen=True, kw_only=True, omit_defaults=True):
    """Base of what happens in one conversation."""

    conversation_id: str

    @property
    def about(self) -> str:
        """The conversation."""
        return self.conversation_id


class OfPerson(DomainEvent, frozen=True, kw_only=True, omit_defaults=True):
    """Base of what happens to one person."""

    person_id: str

    @property
    def about(self) -> str:
        """The person."""
        return self.person_id


class Seen(Event, frozen=True, kw_only=True, omit_defaults=True):
    """A message as somebody sees it, to whose screens it comes."""

    person_id: str
    message: Message


class MessageAdded(InConversation, frozen=True, kw_only=True, omit_defaults=True, tag="message_added"):
    """A message was posted, or sent again. Left out is who gets nothing of it."""

    seen: tuple[Seen, ...]


class MessageChanged(InConversation, frozen=True, kw_only=True, omit_defaults=True, tag="message_changed"):
    """A message was edited or taken back by its author."""

    seen: tuple[Seen, ...]
    named: tuple[str, ...] = ()
    """Accounts that an edited note names, and did not before."""


class EnrichmentChanged(
    InConversation, frozen=True, kw_only=True, omit_defaults=True, tag="enrichment_changed"
):
    """What is understood of a message has changed, or it waits for that again."""

    seen: tuple[Seen, ...]
    sentiment: SentimentTrend | None = msgspec.field(default=None, name="mood")
    """The author's, where it has changed with this; for `sentiment_for` alone."""
    sentiment_for: tuple[str, ...] = msgspec.field(default=(), name="mood_for")


class ReceiptMoved(InConversation, frozen=True, kw_only=True, omit_defaults=True, tag="receipt_moved"):
    """A side has got further."""

    person_id: str
    delivered_seq: int
    read_seq: int
    told: tuple[str, ...]
    """Who may know: the person, and the other side where they talk."""
    organisation_id: str | None = None
    """Of which the person is an agent; null: of none, or it is of the whole side."""


class ConversationChanged(
    InConversation, frozen=True, kw_only=True, omit_defaults=True, tag="conversation_changed"
):
    """A conversation looks different to these people, or is new to them."""

    person_ids: tuple[str, ...]


class DeskChanged(InConversation, frozen=True, kw_only=True, omit_defaults=True, tag="desk_changed"):
    """A conversation of an organisation stands otherwise at its desk."""

    organisation_id: str
    handling: Handling
    told: tuple[str, ...]
    """The organisation's agents."""
    alert: Alert | None = None
    """What this tells of a promise: that it will be broken soon, or was."""


class AgentChanged(DomainEvent, frozen=True, kw_only=True, omit_defaults=True, tag="agent_changed"):
    """Somebody at the desk of an organisation has said that they are here, or may be given other work."""

    organisation_id: str
    account_id: str
    state: AgentState
    capacity: int
    told: tuple[str, ...]
    """The organisation's agents."""

    @property
    def about(self) -> str:
        """The organisation."""
        return self.organisation_id


class DeskDetailsChanged(
    InConversation, frozen=True, kw_only=True, omit_defaults=True, tag="desk_details_changed"
):
    """Of a conversation of an organisation something else is known at its desk; null: that is as it was."""

    organisation_id: str
    told: tuple[str, ...]
    """The organisation's agents."""
    tags: tuple[str, ...] | None = None
    rating: Rating | None = None
    page: SitePage | None = None


class RatingAsked(InConversation, frozen=True, kw_only=True, omit_defaults=True, tag="rating_asked"):
    """A visitor is asked how it was, has said so, or is asked no more (null)."""

    visitor_id: str
    ask: RatingAsk | None = None


class TalkingChanged(InConversation, frozen=True, kw_only=True, omit_defaults=True, tag="talking_changed"):
    """To `other_id` it looks as if `person_id` had left, who blocks them from now on, or were back."""

    person_id: str
    other_id: str
    talking: bool
    at: datetime
    person: Person | None = None
    """Who is back, where name or language changed meanwhile."""


class PersonChanged(OfPerson, frozen=True, kw_only=True, omit_defaults=True, tag="person_changed"):
    """Somebody has a new name or language."""

    person: Person


class PresenceChanged(OfPerson, frozen=True, kw_only=True, omit_defaults=True, tag="presence_changed"):
    """Somebody's first socket opened, or their last one closed, at that time."""

    online: bool
    at: datetime


class SessionEnded(OfPerson, frozen=True, kw_only=True, omit_defaults=True, tag="session_ended"):
    """A sign-in holds no more. `session` is the name under which its sockets are known."""

    session: str


class MemberChanged(DomainEvent, frozen=True, kw_only=True, omit_defaults=True, tag="member_changed"):
    """Somebody has joined an organisation, has left it, or has another role there."""

    organisation_id: str
    account_id: str
    role: Role | None = None
    """From now on; null: no member any more."""
    told: tuple[str, ...]
    """Who may know: who it is, and all members."""

    @property
    def about(self) -> str:
        """The organisation."""
        return self.organisation_id


class AccountDeleted(OfPerson, frozen=True, kw_only=True, omit_defaults=True, tag="account_deleted"):
    """Somebody has left; what they wrote is still to be erased."""


AnyEvent = (
    MessageAdded | MessageChanged | EnrichmentChanged | ReceiptMoved | ConversationChanged | DeskChanged
    | DeskDetailsChanged | RatingAsked | AgentChanged | TalkingChanged | PersonChanged | PresenceChanged
    | SessionEnded | MemberChanged | AccountDeleted
)  # fmt: skip
