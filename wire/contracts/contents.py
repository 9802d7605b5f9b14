"""What a message is besides its text, as frozen structs with `kind`.

Every message has a `text`: what can be read of it, and all that NLP works on. It is what was typed, the
caption of a file, what was understood of a recording, or empty. A new kind is a struct here and a name in
`AnyContent`.
"""

from __future__ import annotations

from typing import ClassVar, Literal

import msgspec

from wire.contracts.link_card import LinkCard


class Content(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="kind"):
    """Base of all kinds. What is not said of a kind here holds for a plain text."""

    has_text: ClassVar[Literal["needed", "possible", "none"]] = "needed"
    one_sided: ClassVar[bool] = False
    """The other side gets nothing of it, and no worker works on it."""
    by_people: ClassVar[bool] = True
    """People may write it; else only the service does."""
    reply_to: str | None = None
    """Id of the message that it quotes, of the same conversation."""

    @property
    def kind(self) -> str:
        """Its tag."""
        return str(self.__struct_config__.tag)


class TextContent(Content, frozen=True, kw_only=True, omit_defaults=True, tag="text"):
    """Nothing but a text, which may quote another, and may show what a link in it leads to."""

    link: LinkCard | None = None


class AttachmentContent(Content, frozen=True, kw_only=True, omit_defaults=True, tag="attachment"):
    """A file; the text is its caption."""

    has_text = "possible"
    file_id: str
    name: str
    media_type: str
    size: int
    """Bytes."""
    width: int | None = None
    """Pixels of an image, upright; null: it is none."""
    height: int | None = None
    blurhash: str | None = None
    """What to show of an image until it has come."""
    preview: bool = False
    """A smaller image lies beside it."""
    alt: str = ""
    """What it shows, in the author's words, for who does not see it."""


class Transcript(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What came of listening to a recording; the words are the text of its message."""

    state: Literal["done", "silent", "failed", "none"]
    """`silent`: nothing was said. `none`: nothing here can listen. `failed`: it was tried often enough."""
    language: str | None = None
    """That was heard; null: not known."""
    confidence: float | None = None
    """Mean probability of its words, 0 to 1."""
    rough: bool = False
    """The model is bad at this language, or was unsure of what it heard."""
    engine: str = ""


class VoiceContent(Content, frozen=True, kw_only=True, omit_defaults=True, tag="voice"):
    """A recording; the text is what was understood of it, once it was."""

    has_text = "possible"
    file_id: str
    media_type: str
    size: int
    seconds: float
    waveform: str = ""
    """Loudness from end to end: up to 64 letters, `0` silent, `v` the loudest; empty: not known."""
    transcript: Transcript | None = None
    """Null: nobody has listened to it yet."""


class CallContent(Content, frozen=True, kw_only=True, omit_defaults=True, tag="call"):
    """A call that has ended, or was never begun."""

    has_text = "none"
    by_people = False
    outcome: Literal["answered", "missed", "declined", "failed"]
    seconds: float = 0.0


class NoteContent(Content, frozen=True, kw_only=True, omit_defaults=True, tag="note"):
    """For the author's own side alone."""

    one_sided = True
    mentions: tuple[str, ...] = ()
    """Accounts of colleagues whom it names, in order."""


class SystemContent(Content, frozen=True, kw_only=True, omit_defaults=True, tag="system"):
    """Something that happened: `code` is stable, and clients say it in their language."""

    has_text = "none"
    by_people = False
    code: str
    details: dict[str, str] = {}


class SealedContent(Content, frozen=True, kw_only=True, omit_defaults=True, tag="sealed"):
    """Ciphertext that only the sides can read. There is no text: nothing here may know it."""

    has_text = "none"
    scheme: str
    key_id: str
    ciphertext: bytes
    """Base64 in JSON."""


class Source(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An article that a bot quotes, or offers to quote."""

    article_id: str
    title: str
    """In the language of who asked, where it could be had."""


Reason = Literal["asked", "misses", "anger", "always_human", "late", "many", "program", "failed"]
"""Why a person goes on: they asked for it, two questions had no answer, they are angry, the article says so,
no worker has answered, or the bot has said too much by now; a program in the bot's seat wants it so, or
nothing came of asking it."""


class AnswerContent(Content, frozen=True, kw_only=True, omit_defaults=True, tag="answer"):
    """What an organisation's bot says; the text is a passage of `source`, or words of ours."""

    by_people = False
    outcome: Literal["answered", "offered", "unknown", "greeted", "handed_over"]
    """answered: by the passage. offered: which of `offers` is meant? unknown: nothing fits. greeted: nothing
    was asked. handed_over: a person is to go on."""
    source: Source | None = None
    offers: tuple[Source, ...] = ()
    """To be sent back by their title."""
    reason: Reason | None = None
    """Of "handed_over"."""


class RemovedContent(Content, frozen=True, kw_only=True, omit_defaults=True, tag="removed"):
    """Its author has taken it back, or is deleted: nothing of it is left."""

    has_text = "none"
    by_people = False


AnyContent = (
    TextContent | AttachmentContent | VoiceContent | CallContent | NoteContent | SystemContent
    | SealedContent | AnswerContent | RemovedContent
)  # fmt: skip

TEXT, REMOVED = TextContent(), RemovedContent()


def alt_of(content: Content) -> str:
    """What its file shows, in the author's words; empty where it has none, or nothing is said."""
    return content.alt if isinstance(content, AttachmentContent) else ""


def card_of(content: Content) -> LinkCard | None:
    """What it shows of a link in its text; None where it shows nothing."""
    return content.link if isinstance(content, TextContent) else None


def link_words(content: Content) -> tuple[str, ...]:
    """Title and description of the link that it shows, in the page's own words; empty: it shows none."""
    card = card_of(content)
    return card.words if card else ()


_read: msgspec.json.Decoder[AnyContent] = msgspec.json.Decoder(AnyContent)


def stored(content: AnyContent) -> str | None:
    """JSON of a content; None where its kind says all."""
    return None if content in (TEXT, REMOVED, NoteContent()) else msgspec.json.encode(content).decode()


def content_of(kind: str, body: str | None) -> AnyContent:
    """What `stored` made of it."""
    if kind == "text" and not body:
        return TEXT
    return _read.decode(body if body else msgspec.json.encode({"kind": kind}))
