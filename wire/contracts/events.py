"""Everything that travels on a stream, as frozen structs. JSON on the wire; times are UTC.

`posted_at` is when a thing happened to people (demo data sets it back by days); `queued_at` and `enriched_at`
are clock time, so that waits are true for demo data too.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

import msgspec


class Event(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Base of everything on the wire. Unknown fields are ignored, so that old readers outlive new writers."""


TranslationStatus = Literal["done", "not_needed", "unsupported", "failed"]
SentimentLabel = Literal["positive", "neutral", "negative"]
EnrichmentStatus = Literal["pending", "done", "failed"]
Address = Literal["formal", "informal"]
Gender = Literal["masculine", "feminine"]
"""How a side speaks to the other where the language has two ways for "you": usted or tú, vous or tu."""


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
    left_out: tuple[str, ...] = ()
    """Words of a glossary that stand in the text and were not applied: it would have become too long."""


class Sentiment(Event, frozen=True, kw_only=True, omit_defaults=True):
    """Sentiment of one message. `label` is null where the model abstains; scores sum to 1."""

    label: SentimentLabel | None
    scores: dict[SentimentLabel, float]
    engine: str
    model: str
    translated: SentimentLabel | None = None
    """Sentiment of the translation that the reader sees; null where there is none, where the model abstains,
    and where they were not compared: it is not sure enough of the original, or a quick look says the same."""
    disagrees: bool = False
    """Original and translation are both sure, and differ: the translation may have shifted the tone."""


ALT, LINK = "alt", "link"
"""Tasks of annotations that hold what a file shows, or a link leads to, translated: `detail` has `text`, or
`title` and `description`; the `language` of the original (null where unsure), `rough` and `confidence` as of
a `Translation`."""


class Annotation(Event, frozen=True, kw_only=True, omit_defaults=True):
    """What one task found out about a message. Who does not know the task passes it on as it came."""

    task: str
    """Name of the task, as in `nlp.tasks.registry`: "topic"."""
    target: str = ""
    """Language of the translation that it is about; empty: the message as written."""
    model: str
    """Name and date of what found it. Of the same task and target, several models may each have their say."""
    label: str | None = None
    """A code, never somebody's words; null where unsure."""
    probability: float | None = None
    """Of the label, 0 to 1; null where there is none."""
    detail: dict[str, Any] = {}
    """What else the task has to say, as JSON. Goes to clients, and to no log and no lake."""
    made_at: datetime | None = None
    """When it was found; set where it is applied."""

    @property
    def key(self) -> tuple[str, str, str]:
        """Within a message: what of two annotations makes them one."""
        return self.task, self.target, self.model


class Term(Event, frozen=True, kw_only=True, omit_defaults=True):
    """One line of a glossary: how a word or name is always translated."""

    source: str
    """As written in the text; case does not matter."""
    target: str | None = None
    """What it becomes; null: it stays as it is ("do not translate")."""
    source_language: str | None = None
    """Primary subtag; null: any."""
    target_language: str | None = None
    """Primary subtag; null: any."""


class Correction(Event, frozen=True, kw_only=True, omit_defaults=True):
    """A translation that a person corrected: reused wherever the same segment comes again in its scope."""

    source: str
    target: str
    source_language: str
    target_language: str


class Answer(Event, frozen=True, kw_only=True, omit_defaults=True):
    """A reply that may be suggested beside the reviewed set: canned, or given by this reader before."""

    id: str
    kind: Literal["canned", "own"]
    language: str
    text: str
    answered: str | None = None
    """Of "own": the text of the turn that it answered then."""


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
    origin: Literal["set", "canned", "own"] = "set"
    """The reviewed set, the business's canned answers, or what this reader answered before."""


class Turn(Event, frozen=True, kw_only=True, omit_defaults=True):
    """One earlier message, as context for suggestions."""

    author_id: str
    text: str
    own: bool | None = None
    """Of the same side as the message that it goes along with; null: as the authors say (older events)."""


class MessagePosted(Event, frozen=True, kw_only=True, omit_defaults=True, tag="message_posted"):
    """Stream `messages`: a stored message wants enrichment. Keyed by `message_id`, may repeat."""

    message_id: str
    conversation_id: str
    seq: int
    author_id: str
    author_kind: Literal["account", "contact", "bot", "system"] | None = None
    """What the author is; null: not known (older events)."""
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
    terms: tuple[Term, ...] = ()
    """Glossary lines whose `source` occurs in the text; a conversation's before the installation's."""
    memory: tuple[Correction, ...] = ()
    """Corrections in scope for segments of this text, the newest first."""
    answers: tuple[Answer, ...] = ()
    """What the reader might answer besides the reviewed set, at most 50; private to that reader."""
    held: float = 0.0
    """Seconds from `queued_at` to when it was put on its stream, by the clock of `queued_at`; 0 for few."""
    account: str | None = None
    """On whose account this work goes; null: the author's."""
    elsewhere: bool = False
    """The work is on the stream `bulk`, or there is none; here it stands for whoever counts."""
    kind: str = "text"
    """What the message is, of `wire.contracts.contents`; `text` is what can be read of it."""
    alt: str = ""
    """What its file shows, in the author's words; empty: nothing is said of it."""
    link: tuple[str, ...] = ()
    """Title and description of the link that it shows, in the page's words; empty: it shows none."""
    request_id: str | None = None
    """Of the request that queued it: with it one finds the same message in the logs of every part."""
    organisation_id: str | None = None
    """Whose conversation it is; null: a direct one."""
    shelf: int | None = None
    """The organisation's bot is to answer it, from articles of this `rev` or later; null: it is not."""
    address: Address | None = None
    """How its reader is to be spoken to; null: as engines do (older events)."""
    writer: Gender | None = None
    """Of its author, where they have said so, for what a translation says of them; null: as engines write."""
    demo: bool = False


class PreviewAsked(Event, frozen=True, kw_only=True, omit_defaults=True, tag="preview_asked"):
    """Stream `requests`: somebody is typing and wants to see what the other side would read."""

    request_id: str
    person_id: str
    conversation_id: str
    text: str
    language: str
    """The author's own: the prior of detection."""
    target: str
    given: Translation | None = None
    """A translation that there is already: it is only read back."""
    terms: tuple[Term, ...] = ()
    memory: tuple[Correction, ...] = ()
    asked_at: datetime
    expires_at: datetime
    """When who asked waits no more; workers, whose clocks differ, go by its distance from `asked_at`."""
    organisation_id: str | None = None
    address: Address | None = None
    """As `MessagePosted` has it."""
    writer: Gender | None = None
    """As `MessagePosted` has it."""


class Mark(Event, frozen=True, kw_only=True, omit_defaults=True):
    """Something of the text that the translation, or its reading back, does not have, or has otherwise."""

    kind: Literal["number", "name", "negation", "sign"]
    text: str
    """As written; of a missing or added negation the word, or empty where no single word carries it."""
    became: str = ""
    """What stands there instead; empty where it is missing."""
    where: Literal["translation", "back", "forth"] = "translation"
    """"translation": lost there and when read back. "back": lost only when read back, so perhaps not at all.
    "forth": otherwise in the translation, and read back as it was: most often as it should be."""


class Previewed(Event, frozen=True, kw_only=True, omit_defaults=True, tag="previewed"):
    """Stream `answers`: what the other side would read, and what that means read back. Never stored."""

    request_id: str
    person_id: str
    conversation_id: str
    language: str | None = None
    translation: Translation
    back: Translation | None = None
    """The translation read back into the author's language; null where it was not tried."""
    marks: tuple[Mark, ...] = ()


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
    annotations: tuple[Annotation, ...] = ()
    problem: Problem | None = None
    posted_at: datetime
    queued_at: datetime
    enriched_at: datetime
    """By the clock of `queued_at`: what lies between the two was measured, not told by another clock."""
    request_id: str | None = None
    """As in `MessagePosted`."""
    organisation_id: str | None = None
    """As `MessagePosted` has it."""
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
