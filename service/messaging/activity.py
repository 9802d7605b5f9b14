"""What analytics is told and chat does not need: rows for the stream `activity`. Never any message text."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from service.desk.states import DueKind
from service.messaging.rules import ConversationAccess
from service.store import outbox
from wire.broker.streams import ACTIVITY, partition_of, stream
from wire.contracts.activity import Activity
from wire.contracts.activity_kinds import ActivityKind
from wire.contracts.events import Event
from wire.contracts.ids import new_id


def row(
    partitions: int,
    kind: ActivityKind,
    *,
    at: datetime,
    person_id: str | None = None,
    conversation_id: str | None = None,
    message_id: str | None = None,
    suggestion_id: str | None = None,
    count: int | None = None,
    score: int | None = None,
    assignee_id: str | None = None,
    channel_id: str | None = None,
    queue_id: str | None = None,
    due_kind: DueKind | None = None,
    organisation_id: str | None = None,
    demo: bool = False,
) -> tuple[str, Event]:
    """One outbox row: on the conversation's partition where there is one, else on the person's."""
    event = Activity(
        id=new_id(),
        kind=kind,
        at=at,
        person_id=person_id,
        conversation_id=conversation_id,
        message_id=message_id,
        suggestion_id=suggestion_id,
        count=count,
        score=score,
        assignee_id=assignee_id,
        channel_id=channel_id,
        queue_id=queue_id,
        due_kind=due_kind,
        organisation_id=organisation_id,
        demo=demo,
    )
    return stream(ACTIVITY, partition_of(conversation_id or person_id or "", partitions)), event


def told(
    partitions: int, access: ConversationAccess, kind: ActivityKind, message_id: str | None, at: datetime
) -> tuple[str, Event]:
    """The outbox row of what I did in a conversation of mine."""
    return row(
        partitions,
        kind,
        at=at,
        person_id=access.me_id,
        conversation_id=access.id,
        message_id=message_id,
        organisation_id=access.organisation_id,
        demo=access.demo,
    )


async def of(
    connection: AsyncConnection,
    partitions: int,
    access: ConversationAccess,
    kind: ActivityKind,
    message_id: str | None,
    at: datetime,
) -> None:
    """The same, put there with the caller's transaction."""
    await outbox.put(connection, [told(partitions, access, kind, message_id, at)])
