"""Domain events of desks as frames."""

from __future__ import annotations

from service import events
from service.realtime import desk_frames
from service.realtime.notifier import Notifier
from service.store.unit_of_work import DomainEvent


async def show(screens: Notifier, event: DomainEvent) -> None:
    """To whom it is for. Events of other things are passed by."""
    match event:
        case events.DeskChanged():
            await screens.notify_all(event.told, _desk(event))
        case events.DeskDetailsChanged():
            await screens.notify_all(event.told, _details(event))
        case events.AgentChanged():
            await screens.notify_all(event.told, _agent(event))
        case events.RatingAsked():
            asked = desk_frames.RatingAsked(conversation_id=event.conversation_id, ask=event.ask)
            await screens.notify(event.visitor_id, asked)


def _desk(event: events.DeskChanged) -> desk_frames.DeskSeen:
    known = event.handling
    return desk_frames.DeskSeen(
        conversation_id=event.conversation_id,
        organisation_id=event.organisation_id,
        state=known.state,
        assignee=known.assignee_id,
        waiting_since=known.waiting_since,
        first_reply_at=known.first_reply_at,
        snoozed_until=known.snoozed_until,
        queue=known.queue_id,
        due_at=known.due_at,
        due_kind=known.due_kind,
        alert=event.alert,
    )


def _agent(event: events.AgentChanged) -> desk_frames.AgentSeen:
    return desk_frames.AgentSeen(
        organisation_id=event.organisation_id,
        account_id=event.account_id,
        state=event.state,
        capacity=event.capacity,
    )


def _details(event: events.DeskDetailsChanged) -> desk_frames.DeskDetails:
    return desk_frames.DeskDetails(
        conversation_id=event.conversation_id,
        organisation_id=event.organisation_id,
        tags=event.tags,
        rating=event.rating,
        page=event.page,
    )
