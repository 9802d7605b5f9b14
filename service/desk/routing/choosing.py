"""Which queue a conversation comes to: when it opens, and once it is understood what it is about."""

from __future__ import annotations

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from service.desk.routing import lists
from service.store.tables import queues
from service.store.typed import fetch


class _Row(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    languages: str
    channels: str
    topics: str


async def queue_for(
    connection: AsyncConnection,
    organisation_id: str,
    language: str,
    channel_id: str | None,
    topic: str | None = None,
) -> str | None:
    """The queue of a conversation: one for its topic, where that is known, before one for its language and
    channel, for the language, for the channel, for any; the oldest of several. None: none is for it. They
    stay until the transaction ends."""
    query = select(queues).where(queues.c.organisation_id == organisation_id).order_by(queues.c.id)
    found = await fetch(connection, _Row, query.with_for_update(read=True, key_share=True))
    ranked = [
        (rank, one.id) for one in found if (rank := _fits(one, language, channel_id, topic)) is not None
    ]
    return max(ranked, key=lambda one: one[0])[1] if ranked else None


def _fits(one: _Row, language: str, channel_id: str | None, topic: str | None) -> int | None:
    """How well; None: it is for others."""
    spoken, by = {lists.primary(tag) for tag in lists.read(one.languages)}, lists.read(one.channels)
    about = lists.read(one.topics)
    if (spoken and lists.primary(language) not in spoken) or (by and channel_id not in by):
        return None
    if about and topic not in about:
        return None
    return 4 * bool(about) + 2 * bool(spoken) + bool(by)
