"""Handing a conversation to a queue: it waits there for another agent."""

from __future__ import annotations

from datetime import datetime

from service.desk import states
from service.desk.commands import act
from service.desk.states import Handling
from service.errors import AlreadyAssigned
from service.identity.roles import may
from service.messaging.rules import ConversationAccess
from service.store import Store


async def to_queue(
    store: Store, me_id: str, conversation_id: str, queue_id: str, *, from_id: str | None = None
) -> Handling:
    """Where it is nobody's, mine, or still `from_id`'s; of owners and admins, whosever it is.

    Raises:
        AlreadyAssigned: somebody else serves it.
        NotFound: no such conversation, or its organisation has no such queue.
        NotYours, RoleLacks.
    """

    def change(access: ConversationAccess, before: Handling, now: datetime) -> Handling:
        free = before.assignee_id in (None, me_id, from_id)
        if not free and not may(access.state.role_of(me_id), "manage"):
            raise AlreadyAssigned("Somebody else serves this.", assignee=before.assignee_id or "")
        return states.queued(before, queue_id)

    return await act(store, me_id, conversation_id, change, queue_id=queue_id)
