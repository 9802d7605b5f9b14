"""Telling of a changed enrichment, in the transaction that changes it."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.ext.asyncio import AsyncConnection

from service.events import EnrichmentChanged, Seen
from service.messaging.results import Applied
from service.store.unit_of_work import record


def announce(connection: AsyncConnection, done: Iterable[Applied]) -> None:
    """Changed or not: a crash may have kept an earlier change from being told.

    A side to whose screens nothing of it comes is left out.
    """
    record(connection, *map(_event, done))


def _event(one: Applied) -> EnrichmentChanged:
    sides = (
        (one.author_told, one.author_id, one.author_view),
        (one.reader_told, one.reader_id, one.reader_view),
    )
    moody = one.mood is not None and one.reader_told
    return EnrichmentChanged(
        conversation_id=one.conversation_id,
        seen=tuple(Seen(person_id=who, message=view) for told, who, view in sides if told),
        mood=one.mood if moody else None,
        mood_for=one.reader_id if moody else None,
    )
