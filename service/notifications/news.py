"""What a notification says: who wrote, and what its reader reads, in the reader's language."""

from __future__ import annotations

from typing import Literal, NamedTuple

import msgspec
from sqlalchemy import select

from service.errors import ServiceError, Unavailable
from service.messaging.access import message_of
from service.messaging.conversations import get_conversation
from service.messaging.rules import ConversationAccess
from service.messaging.stored import StoredMessage
from service.messaging.views import annotated, enrichment_of
from service.models import Conversation, Enrichment
from service.store import Store
from service.store.tables import accounts
from wire.contracts.contents import (
    AnswerContent,
    AnyContent,
    AttachmentContent,
    NoteContent,
    VoiceContent,
    content_of,
)
from wire.contracts.events import ALT

LONGEST = 600
"""Characters of a text in a notification; push services take 4,096 bytes."""
LONGEST_BYTES = 2400

Kind = Literal["", "voice", "image", "file"]


class News(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a push carries, as JSON. Without body and kind: something new, which is not to be shown."""

    conversation_id: str
    message_id: str
    title: str
    """Who wrote."""
    body: str | None
    language: str
    """Of the body; where there is none, the reader's."""
    kind: Kind = ""
    """What has no text: browsers say it in the reader's language. The body of a file is its name."""


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """A message as its reader is told of it now."""

    news: News
    waits: bool
    """Its translation, or what is said in it, is still to come."""
    reads: str
    """Language of the reader."""


async def news_for(store: Store, person_id: str, message_id: str, *, also_read: bool = False) -> Told | None:
    """None where there is nothing to tell: read (unless `also_read`), taken back, muted, ignored, blocked,
    led by a bot, or of one's own side and no note that names them, nor a bot that hands over.

    Raises:
        Unavailable.
    """
    try:
        async with store.reading() as connection:
            row, access = await message_of(connection, person_id, message_id)
            language = await connection.scalar(select(accounts.c.language).where(accounts.c.id == person_id))
            author = await connection.scalar(select(accounts.c.name).where(accounts.c.id == row.author_id))
        conversation = await get_conversation(store, person_id, row.conversation_id)
    except Unavailable:
        raise
    except ServiceError:
        return None
    content = content_of(row.kind, row.content)
    named = isinstance(content, NoteContent) and person_id in content.mentions
    told = row.side != access.side or named or _hands_over(content)
    if not told or row.kind == "removed" or _led(access) or not _tells(conversation, row.seq, also_read):
        return None
    mine = language or row.language
    known = annotated(enrichment_of(row.body), row.annotations)
    said = _text(row, known, mine) if row.text else _wordless(content, known, row.language, mine)
    body, tongue = (
        (None, mine) if conversation.state == "request" else (cut(said.body) or None, said.language)
    )
    news = News(
        conversation_id=row.conversation_id,
        message_id=row.id,
        title=(author or "") if named else conversation.other.name,
        body=body,
        language=tongue if body else mine,
        kind="" if conversation.state == "request" else said.kind,
    )
    return Told(news=news, waits=said.waits, reads=mine)


def _led(access: ConversationAccess) -> bool:
    """A bot leads it, and no agent is asked yet."""
    handling = access.state.handling
    return access.for_organisation and handling is not None and handling.state == "pending"


def _hands_over(content: AnyContent) -> bool:
    return isinstance(content, AnswerContent) and content.outcome == "handed_over"


class _Said(NamedTuple):
    body: str
    language: str
    kind: Kind = ""
    waits: bool = False


def _text(row: StoredMessage, known: Enrichment, mine: str) -> _Said:
    found = known.translations.get(mine)
    if found is not None and found.text:
        return _Said(found.text, mine)
    waits = known.status == "pending" and found is None and row.language != mine
    return _Said(row.text, row.language, waits=waits)


def _wordless(content: AnyContent, known: Enrichment, written: str, mine: str) -> _Said:
    """What stands for a text: what a file shows, as its reader reads it, or what it is."""
    if isinstance(content, VoiceContent):
        return _Said("", mine, "voice", waits=content.transcript is None)
    if not isinstance(content, AttachmentContent):
        return _Said("", mine)
    found = next((one for one in known.annotations if (one.task, one.target) == (ALT, mine)), None)
    if content.alt:
        told = (found.detail or {}).get("text") if found else None
        waits = known.status == "pending" and found is None and written != mine
        return _Said(told, mine) if isinstance(told, str) else _Said(content.alt, written, waits=waits)
    return _Said("", mine, "image") if content.width else _Said(content.name, mine, "file")


def without_text(told: Told) -> News:
    """For a screen that others may see."""
    return msgspec.structs.replace(told.news, body=None, kind="", language=told.reads)


def cut(text: str) -> str:
    """As much of a text as fits, whole characters."""
    short = text[:LONGEST].encode()[:LONGEST_BYTES].decode(errors="ignore")
    return short if short == text else short + "…"


def _tells(conversation: Conversation, seq: int, also_read: bool) -> bool:
    """Whether its reader wants to hear of this one."""
    heard = conversation.mine.read_seq >= seq and not also_read
    return not heard and not conversation.muted and conversation.state in ("accepted", "sent", "request")
