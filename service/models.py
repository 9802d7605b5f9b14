"""What the service shows to clients, as frozen structs: the shapes of docs/protocol.md, no behaviour.

Everything here is seen by one viewer: `Conversation.other` is the other side, suggestions are the reader's.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from service.messaging.relation import State
from wire.contracts.contents import TEXT, AnyContent
from wire.contracts.events import (
    Address,
    Annotation,
    EnrichmentStatus,
    Gender,
    Problem,
    Sentiment,
    Suggestion,
    Translation,
)
from wire.contracts.sentiment_trend import QUIET, SentimentTrend

Theme = Literal["system", "light", "dark"]

AuthorKind = Literal["account", "contact", "bot", "system"]

ConversationKind = Literal["direct", "service"]
"""Between two accounts, or an organisation's with one of its contacts."""


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who can be written to."""

    id: str
    handle: str
    name: str
    language: str
    online: bool = False
    last_seen_at: datetime | None = None
    deleted: bool = False
    """The account is deleted: handle and name are empty."""


DemandKind = Literal["second_factor", "provider"]


class Demand(msgspec.Struct, frozen=True, kw_only=True):
    """An organisation of mine asks how I sign in; from `since` on it keeps out who does not."""

    organisation_id: str
    name: str
    since: datetime
    kind: DemandKind = "second_factor"
    """"second_factor": that I have one; "provider": that I come by the installation's identity provider."""
    due: bool = False
    """That time has come, by the service's clock: who shows it need not compare with one of its own."""


class Me(Person, frozen=True, kw_only=True):
    """The person who asks."""

    theme: Theme = "system"
    gender: Gender | None = None
    """How translations of what I write speak of me; null: as engines do. Nobody else is told."""
    demand: Demand | None = None
    """The first one that I do not meet; null: none. Once its time has come, all else waits for that."""


class SignedIn(msgspec.Struct, frozen=True, kw_only=True):
    """Answer to signing up or in. The token is shown once; the store keeps its hash."""

    person: Me
    token: str


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """One sign-in of mine. `last_used_at` to some minutes; `device` as "Firefox, Linux", or empty."""

    id: str
    created_at: datetime
    last_used_at: datetime
    device: str
    current: bool
    """The one that asks."""


class CorrectedBy(msgspec.Struct, frozen=True, kw_only=True):
    """Who corrected a translation by hand, and when."""

    by: str
    at: datetime


class Enrichment(msgspec.Struct, frozen=True, kw_only=True):
    """What is understood of a message so far."""

    status: EnrichmentStatus = "pending"
    language: str | None = None
    translations: dict[str, Translation] = {}
    sentiment: Sentiment | None = None
    suggestions: tuple[Suggestion, ...] = ()
    problem: Problem | None = None
    corrected: dict[str, CorrectedBy] = msgspec.field(default_factory=dict, name="mended")
    """By language: translations that a person has written over the engine's."""
    annotations: tuple[Annotation, ...] = ()
    """What further tasks found, of tasks that nobody here need know."""


class Reaction(msgspec.Struct, frozen=True, kw_only=True):
    """One emoji on a message, and the ids of those who put it there, in that order."""

    emoji: str
    by: tuple[str, ...]


class Pin(msgspec.Struct, frozen=True, kw_only=True):
    """Who pinned a message, and when."""

    by: str
    at: datetime


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """One message as one side sees it."""

    id: str
    conversation_id: str
    seq: int
    rev: int
    author_id: str
    author_kind: AuthorKind = "account"
    side: int = 0
    """On which it was written; `Conversation.side` says which is mine."""
    client_id: str
    text: str
    """What can be read of it; empty where its kind has none."""
    language: str
    posted_at: datetime
    content: AnyContent = TEXT
    """What it is besides its text."""
    edited_at: datetime | None = None
    reactions: tuple[Reaction, ...] = ()
    pinned: Pin | None = None
    enrichment: Enrichment = msgspec.field(default_factory=Enrichment)


class Position(msgspec.Struct, frozen=True, kw_only=True):
    """How far one side has got: highest `seq` delivered to, and read by it."""

    delivered_seq: int = 0
    read_seq: int = 0


class OrganisationName(msgspec.Struct, frozen=True, kw_only=True):
    """An organisation as anybody in its conversations sees it."""

    id: str
    name: str


class Conversation(msgspec.Struct, frozen=True, kw_only=True):
    """One conversation as one side sees it.

    `other` is of a contact where it is an organisation's and I am on that one's side: without a handle.
    """

    id: str
    kind: ConversationKind = "direct"
    organisation: OrganisationName | None = None
    """Whose it is; null: a direct one."""
    side: int = 0
    """Mine: 0 or 1."""
    other: Person
    created_at: datetime
    last_seq: int
    rev: int
    unread: int
    suggestions: bool
    muted: bool = False
    """I want nothing of it announced."""
    address: Address = "informal"
    """How what my side writes speaks to the other, where the language has two ways for that."""
    away: bool = False
    """I have left it, and nothing was written in it since."""
    mine: Position
    theirs: Position
    last_message: Message | None = None
    sentiment: SentimentTrend = msgspec.field(default=QUIET, name="mood")
    """Of the other side."""
    demo: bool = False
    state: State = "accepted"
    left: int | None = None
    """Messages that I may still send before the other side accepts; null where there is no bound."""


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """Messages in order of `seq`, the position that they bring a client to, and whether more follow."""

    messages: tuple[Message, ...]
    rev: int
    more: bool


class SuggestionUse(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A text that came from a suggestion under `message_id`."""

    message_id: str
    suggestion_id: str
    edited: bool


class Attachment(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What comes with a message: a file of its author, and what it shows for who does not see it."""

    file_id: str
    alt: str = ""


class Word(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a glossary. `target` null: it stays as it is. Languages: primary subtags, null for any."""

    id: str
    source: str
    target: str | None = None
    source_language: str | None = None
    target_language: str | None = None
    by: str | None = None
    """Who added it; null for the installation's."""


class Glossary(msgspec.Struct, frozen=True, kw_only=True):
    """The words that hold for me, or in a conversation, by scope; the strongest scope first."""

    conversation: tuple[Word, ...] = ()
    mine: tuple[Word, ...] = ()
    organisation: tuple[Word, ...] = ()
    installation: tuple[Word, ...] = msgspec.field(default=(), name="house")


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A line of a file that was not taken, and why: a code of `service.errors`."""

    line: int
    code: str


class Brought(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a file: lines added, lines that were known, and those that were refused."""

    added: int = 0
    known: int = 0
    refused: tuple[Line, ...] = ()


class CannedAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """A text kept for being sent again. `language` is a primary subtag."""

    id: str
    shortcut: str
    language: str
    text: str


class CannedAnswers(msgspec.Struct, frozen=True, kw_only=True):
    """Those that I keep, of organisations by their ids, and of the installation; by shortcut."""

    mine: tuple[CannedAnswer, ...] = ()
    organisations: dict[str, tuple[CannedAnswer, ...]] = {}
    installation: tuple[CannedAnswer, ...] = msgspec.field(default=(), name="house")


class OwnAnswers(msgspec.Struct, frozen=True, kw_only=True):
    """Whether what I answer is remembered for suggestions, and how many answers are."""

    on: bool
    count: int
