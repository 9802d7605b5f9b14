"""Announcing to all concerned that a message looks different, and giving it back as one of them sees it."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncConnection

from service.enrichment.announce import seen_of
from service.enrichment.apply import applied, both_sides
from service.events import MessageChanged
from service.messaging import views
from service.models import Message
from service.store.unit_of_work import record


async def announce_change(
    connection: AsyncConnection, message_id: str, me_id: str, *, named: tuple[str, ...] = ()
) -> Message:
    """As I see it now; both sides are told, but for who gets nothing of it. `named`: of `MessageChanged`."""
    [now] = await both_sides(connection, [message_id], erased=True)
    one = applied(now, views.annotated(views.enrichment_of(now.body), now.annotations), None)
    seen = await seen_of(connection, one)
    record(connection, MessageChanged(conversation_id=one.conversation_id, seen=seen, named=named))
    mine = next((each.message for each in seen if each.person_id == me_id), None)
    return mine or (one.author_view if one.author_id == me_id else one.reader_view)
