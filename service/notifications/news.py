"""What a notification says: who wrote, and what its reader reads, in the reader's language."""

from __future__ import annotations

import msgspec
from sqlalchemy import select

from service.errors import ServiceError, Unavailable
from service.messaging.access import message_of
from service.messaging.conversations import get_conversation
from service.messaging.views import enrichment_of
from service.models import Conversation
from service.store import Store
from service.store.tables import accounts
from wire.contracts.contents import AttachmentContent, content_of

LONGEST = 600
"""Characters of a text in a notification; push services take 4,096 bytes."""
LONGEST_BYTES = 2400


class News(msgspec.Struct, frozen=True, kw_only=True):
    """What a push carries, as JSON. Without a body: something new, and its text is not to be shown."""

    conversation_id: str
    message_id: str
    title: str
    """Who wrote."""
    body: str | None
    language: str
    """Of the body; where there is none, the reader's."""


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """A message as its reader is told of it now."""

    news: News
    waits: bool
    """Its translation is still to come."""


async def news_for(store: Store, person_id: str, message_id: str) -> Told | None:
    """None where there is nothing to tell: read, taken back, of one's own side, muted, ignored or blocked.

    Raises:
        Unavailable.
    """
    try:
        async with store.reading() as connection:
            row, access = await message_of(connection, person_id, message_id)
            language = await connection.scalar(select(accounts.c.language).where(accounts.c.id == person_id))
        conversation = await get_conversation(store, person_id, row.conversation_id)
    except Unavailable:
        raise
    except ServiceError:
        return None
    if row.side == access.side or row.kind == "removed" or not _tells(conversation, row.seq):
        return None
    body, tongue, waits = row.text, row.language, False
    if row.text and language:
        known = enrichment_of(row.body)
        found = known.translations.get(language)
        waits = known.status == "pending" and found is None and row.language != language
        if found is not None and found.text:
            body, tongue = found.text, language
    content = content_of(row.kind, row.content)
    if not body and isinstance(content, AttachmentContent):
        body = content.alt or content.name
    news = News(
        conversation_id=row.conversation_id,
        message_id=row.id,
        title=conversation.other.name,
        body=None if conversation.state == "request" else cut(body) or None,
        language=tongue,
    )
    return Told(news=news, waits=waits)


def without_text(news: News) -> News:
    """For a screen that others may see."""
    return msgspec.structs.replace(news, body=None)


def cut(text: str) -> str:
    """As much of a text as fits, whole characters."""
    short = text[:LONGEST].encode()[:LONGEST_BYTES].decode(errors="ignore")
    return short if short == text else short + "…"


def _tells(conversation: Conversation, seq: int) -> bool:
    """Whether its reader wants to hear of this one."""
    heard = conversation.mine.read_seq >= seq
    return not heard and not conversation.muted and conversation.state in ("accepted", "sent", "request")
