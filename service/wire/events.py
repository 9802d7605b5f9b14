"""Everything that travels on a stream, as frozen structs. JSON on the wire; times are UTC.

`posted_at` is when a thing happened to people (demo data sets it back by days); `queued_at` and `enriched_at`
are clock time, so that waits are true for demo data too.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec


class Event(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Base of everything on the wire. Unknown fields are ignored, so that old readers outlive new writers."""


TranslationStatus = Literal["done", "not_needed", "unsupported", "failed"]
Mood = Literal["positive", "neutral", "negative"]
EnrichmentStatus = Literal["pending", "done", "failed"]


class Translation(Event, frozen=True, kw_only=True, omit_defaults=True):
    """One text in one language. `text` is null unless `status` is "done"."""

    status: TranslationStatus
    text: str | None = None
    engine: str | None = None
    """Engines along the route, joined by "+": "firefox", "firefox+apertium", "phrasebook", "reply"."""
    model: str | None = None
    route: tuple[str, ...] = ()
    """Languages passed through, source first: ("en", "pt", "es")."""
    rough: bool = False
    """Readable but literal: the bubble says so."""
    confidence: float | None = None
    """0 to 1; null where nothing was measured."""
    reason: str | None = None
    """For "unsupported" and "failed": a stable code, such as "unsupported_pair" or "engine_error"."""


class Sentiment(Event, frozen=True, kw_only=True, omit_defaults=True):
    """Mood of one message. `label` is null where the model abstains; scores sum to 1."""

    label: Mood | None
    scores: dict[Mood, float]
    engine: str
    model: str


class ReadsAs(Event, frozen=True, kw_only=True, omit_defaults=True):
    """What the other side will read when a suggestion is sent unchanged."""

    language: str
    text: str


class Suggestion(Event, frozen=True, kw_only=True, omit_defaults=True):
    """A reply that the reader may send with one tap. Visible to that reader only."""

    id: str
    """Intent id, unique within the message."""
    language: str
    text: str
    reads_as: ReadsAs | None = None


class Turn(Event, frozen=True, kw_only=True, omit_defaults=True):
    """One earlier message, as context for suggestions."""

    author_id: str
    text: str


class MessagePosted(Event, frozen=True, kw_only=True, omit_defaults=True, tag="message_posted"):
    """Stream `messages`: a stored message wants enrichment. Keyed by `message_id`, may repeat."""

    message_id: str
    conversation_id: str
    seq: int
    author_id: str
    text: str
    language: str
    """The author's own language: the prior of detection, not a claim about this text."""
    targets: tuple[str, ...]
    """Languages that readers want; the first is the other side's, in which suggestions are made."""
    context: tuple[Turn, ...] = ()
    """Up to 4 turns before this one, oldest first."""
    given: dict[str, Translation] = {}
    """Translations already known (a reviewed suggestion sent unchanged), by language: kept as they are."""
    posted_at: datetime
    queued_at: datetime
    suggest: bool = True
    demo: bool = False


class Problem(Event, frozen=True, kw_only=True, omit_defaults=True):
    """Why a thing failed: a stable code, and a sentence for people."""

    code: str
    message: str


class Enriched(Event, frozen=True, kw_only=True, omit_defaults=True, tag="enriched"):
    """Stream `enrichments`: what the worker understood of one message. Applying it twice changes nothing."""

    message_id: str
    conversation_id: str
    author_id: str
    status: Literal["done", "failed"]
    language: str | None = None
    """Detected language; null where unsure."""
    translations: dict[str, Translation] = {}
    sentiment: Sentiment | None = None
    suggestions: tuple[Suggestion, ...] = ()
    problem: Problem | None = None
    posted_at: datetime
    queued_at: datetime
    enriched_at: datetime
    demo: bool = False


ActivityKind = Literal[
    "suggestions_shown",
    "suggestion_sent",
    "suggestion_edited",
    "conversation_opened",
    "presence_started",
    "presence_ended",
    "demo_cleared",
]


class Activity(Event, frozen=True, kw_only=True, omit_defaults=True, tag="activity"):
    """Stream `activity`: what analytics needs and chat does not. Carries no message text."""

    id: str
    kind: ActivityKind
    at: datetime
    person_id: str | None = None
    conversation_id: str | None = None
    message_id: str | None = None
    """Of suggestions: the message that they answer, also when one of them was sent."""
    suggestion_id: str | None = None
    count: int | None = None
    """How many suggestions were shown."""
    demo: bool = False


class Dead(Event, frozen=True, kw_only=True, omit_defaults=True, tag="dead"):
    """Stream `dead`: an entry that could not be handled, with its cause and its bytes (base64 in JSON)."""

    stream: str
    entry_id: str
    group: str
    code: str
    cause: str
    deliveries: int
    body: bytes
    at: datetime
