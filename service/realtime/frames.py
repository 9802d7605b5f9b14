"""Frames of the socket `/api/live`, both ways. docs/protocol.md says what each means."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

import msgspec

from service.identity.roles import Role
from service.models import Attachment, Conversation, Me, Message, Person, SuggestionUse
from service.realtime.desk_frames import AgentSeen, DeskDetails, DeskSeen, Look, LookSeen, RatingAsked
from wire.contracts.events import Mark, Translation
from wire.contracts.sentiment_trend import SentimentTrend

# From the client ---------------------------------------------------------------------------------


class Hello(msgspec.Struct, frozen=True, tag="hello", forbid_unknown_fields=True):
    """First frame: the positions that the client has."""

    positions: dict[str, int] = {}
    conversations: Annotated[int, msgspec.Meta(ge=1, le=500)] | None = None
    """With so many of its list it begins; null: with as many as a list may have."""


class VisitorHello(msgspec.Struct, frozen=True, kw_only=True, tag="hello", forbid_unknown_fields=True):
    """First frame on the socket of visitors: who they are, and the positions that they have."""

    token: str
    positions: dict[str, int] = {}


class Post(msgspec.Struct, frozen=True, kw_only=True, tag="post", forbid_unknown_fields=True):
    """Send a message."""

    ref: str
    conversation_id: str
    client_id: str
    text: str
    suggestion: SuggestionUse | None = None
    reply_to: str | None = None
    """Id of the message that it quotes."""
    attachment: Attachment | None = None
    link: str | None = None
    """Id of the preview of a link in the text."""
    note: bool = False
    """For those alone who answer for the organisation."""


class Edit(msgspec.Struct, frozen=True, kw_only=True, tag="edit", forbid_unknown_fields=True):
    """Another text for a message of mine; `edited_at` is that of the message which it began from."""

    ref: str
    message_id: str
    text: str
    edited_at: datetime | msgspec.UnsetType | None = msgspec.UNSET
    link: bool | str = True
    """Whether it goes on showing its link; or the id of the preview of one in the text, to be shown now."""


class Remove(msgspec.Struct, frozen=True, kw_only=True, tag="remove", forbid_unknown_fields=True):
    """Take back a message of mine, for everybody."""

    ref: str
    message_id: str


class React(msgspec.Struct, frozen=True, kw_only=True, tag="react", forbid_unknown_fields=True):
    """Put an emoji on a message, or take mine off."""

    ref: str
    message_id: str
    emoji: str
    on: bool


class PinMessage(msgspec.Struct, frozen=True, kw_only=True, tag="pin", forbid_unknown_fields=True):
    """Pin a message for both sides, or let it loose."""

    ref: str
    message_id: str
    on: bool


class Resume(msgspec.Struct, frozen=True, kw_only=True, tag="resume", forbid_unknown_fields=True):
    """Ask for everything after a position."""

    ref: str | None = None
    conversation_id: str
    rev: int


class Typing(msgspec.Struct, frozen=True, tag="typing", forbid_unknown_fields=True):
    """I am typing."""

    conversation_id: str


class Receipt(msgspec.Struct, frozen=True, kw_only=True, tag="receipt", forbid_unknown_fields=True):
    """I have got, or read, everything up to a `seq`."""

    conversation_id: str
    delivered_seq: int | None = None
    read_seq: int | None = None


class Preview(msgspec.Struct, frozen=True, kw_only=True, tag="preview", forbid_unknown_fields=True):
    """What would the other side read of this text? Nothing of it is kept."""

    ref: str
    conversation_id: str
    text: str


class ReadBack(msgspec.Struct, frozen=True, kw_only=True, tag="read_back", forbid_unknown_fields=True):
    """What does the translation of this message mean, read back?"""

    ref: str
    message_id: str


class Ping(msgspec.Struct, frozen=True, tag="ping", forbid_unknown_fields=True):
    """Are you there?"""


FromClient = (
    Hello | Post | Edit | Remove | React | PinMessage | Resume | Typing | Receipt | Preview | ReadBack | Look
    | Ping
)  # fmt: skip

# From the server ---------------------------------------------------------------------------------


class Ready(msgspec.Struct, frozen=True, kw_only=True, tag="ready"):
    """Answer to `hello`."""

    me: Me
    conversations: tuple[Conversation, ...]
    others: tuple[Conversation, ...] = ()
    """Those with a position that come later in the list."""
    next: str | None = None
    """Cursor of the page of the list that comes after them; null: that was all."""
    unread: dict[str, int] = {}
    """Of conversations on pages to come that are not muted, by id: how many messages are unread."""
    edit_minutes: int = 0
    """After posting, in which a message may be edited; 0: always."""
    voice_minutes: int = 0
    """That a voice note may last."""
    link_previews: bool = False
    """This installation makes previews of links."""
    dictation_seconds: int = 0
    """That a dictation may last; 0: nothing here can listen."""


class Posted(msgspec.Struct, frozen=True, kw_only=True, tag="posted"):
    """Answer to `post`: the message is committed."""

    ref: str
    message: Message


class Changed(msgspec.Struct, frozen=True, kw_only=True, tag="changed"):
    """Answer to what changes a message: it is committed, and looks so to me."""

    ref: str
    message: Message


class MessageNew(msgspec.Struct, frozen=True, kw_only=True, tag="message"):
    """A new message, to both sides and all their tabs."""

    conversation_id: str
    rev: int
    message: Message


class MessageEnriched(msgspec.Struct, frozen=True, kw_only=True, tag="enriched"):
    """A message whose enrichment has changed, or which was edited, taken back or marked."""

    conversation_id: str
    rev: int
    message: Message


class SentimentChanged(msgspec.Struct, frozen=True, kw_only=True, tag="mood"):
    """The other side's sentiment, where it has changed.

    In JSON it is `mood`, as what was `corrected` is `mended`: clients and stored rows of before know them so.
    """

    conversation_id: str
    sentiment: SentimentTrend = msgspec.field(name="mood")


class Messages(msgspec.Struct, frozen=True, kw_only=True, tag="messages"):
    """Answer to a position: what has changed since, in order of `seq`."""

    ref: str | None = None
    conversation_id: str
    messages: tuple[Message, ...]
    rev: int
    more: bool


class ReceiptSeen(msgspec.Struct, frozen=True, kw_only=True, tag="receipt"):
    """How far a side has got."""

    conversation_id: str
    person_id: str
    delivered_seq: int
    read_seq: int


class TypingSeen(msgspec.Struct, frozen=True, kw_only=True, tag="typing"):
    """The other side is typing."""

    conversation_id: str
    person_id: str


class Presence(msgspec.Struct, frozen=True, kw_only=True, tag="presence"):
    """A partner came or went."""

    person_id: str
    online: bool
    last_seen_at: datetime | None = None


class ConversationChanged(msgspec.Struct, frozen=True, kw_only=True, tag="conversation"):
    """A conversation is new, or has changed."""

    conversation: Conversation


class PersonChanged(msgspec.Struct, frozen=True, kw_only=True, tag="person"):
    """A partner changed name or language."""

    person: Person


class MemberChanged(msgspec.Struct, frozen=True, kw_only=True, tag="member"):
    """Somebody joined an organisation of mine, left it (`role` is null), or has another role; perhaps I."""

    organisation_id: str
    account_id: str
    role: Role | None


class PreviewSeen(msgspec.Struct, frozen=True, kw_only=True, tag="previewed"):
    """Answer to `preview` and `read_back`; also to other sockets of this person, who know no such `ref`."""

    ref: str
    conversation_id: str
    language: str | None
    translation: Translation
    back: Translation | None = None
    marks: tuple[Mark, ...] = ()


class PipelineChanged(msgspec.Struct, frozen=True, kw_only=True, tag="pipeline"):
    """Translations come from now on ("ready"), or later; `/api/languages` says more. To everybody."""

    worker: Literal["ready", "loading", "absent"]


class Error(msgspec.Struct, frozen=True, kw_only=True, tag="error"):
    """A frame could not be served; `ref` is that frame's."""

    ref: str | None = None
    code: str
    message: str
    details: dict[str, str | int | float] = {}


class Pong(msgspec.Struct, frozen=True, tag="pong"):
    """Yes."""


FromServer = (
    Ready | Posted | Changed | MessageNew | MessageEnriched | SentimentChanged | Messages | ReceiptSeen
    | TypingSeen | Presence | ConversationChanged | DeskSeen | DeskDetails | RatingAsked | AgentSeen
    | LookSeen
    | PersonChanged | MemberChanged | PreviewSeen | PipelineChanged | Error | Pong
)  # fmt: skip
