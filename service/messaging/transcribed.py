"""What was understood of a voice note becomes the text of its message, and is understood as any other."""

from __future__ import annotations

from datetime import datetime

from msgspec import structs
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncConnection

from service.enrichment import changes
from service.enrichment.enrich_request import queue_again
from service.messaging.changed import announce_change
from service.messaging.stored import StoredMessage, message_rows
from service.models import Enrichment
from service.store import Store
from service.store.tables import messages
from service.store.typed import fetch_one
from wire.broker.streams import MESSAGES
from wire.contracts.contents import Transcript, VoiceContent, content_of, stored


async def transcribed(
    connection: AsyncConnection, store: Store, message_id: str, found: Transcript, text: str, now: datetime
) -> bool:
    """Write it beside the recording. False where the message says something by now, or is taken back.

    The text is left alone where somebody has written one meanwhile: what a person says of it holds.
    """
    where = message_rows().where(messages.c.id == message_id)
    row = await fetch_one(connection, StoredMessage, where)
    if row is None:
        return False
    revs = await changes.lock(connection, [row.conversation_id])
    row = await fetch_one(connection, StoredMessage, where)  # it may have changed before the lock
    content = content_of(row.kind, row.content) if row else None
    if row is None or not isinstance(content, VoiceContent) or row.text:
        return False
    values = {"content": stored(structs.replace(content, transcript=found)), "text": text}
    await connection.execute(update(messages).where(messages.c.id == row.id).values(values))
    known = Enrichment(status="pending" if text else "done")
    made = changes.Change(message_id=row.id, conversation_id=row.conversation_id, enrichment=known, at=now)
    await changes.write(connection, [made], revs)
    if text:
        await queue_again(
            connection, store.partitions, [row.id], now, attempts=0, account=row.author_id, name=MESSAGES
        )
    await announce_change(connection, row.id, row.author_id)
    return True
