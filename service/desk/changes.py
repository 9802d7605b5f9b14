"""What is told of a conversation that stands otherwise at its desk: to its agents, and to analytics."""

from __future__ import annotations

from datetime import datetime

from service.desk.details import Rating, SitePage
from service.desk.routing.promises import Terms
from service.desk.states import Alert, Handling
from service.events import DeskChanged, DeskDetailsChanged
from service.messaging import activity
from service.messaging.parties import ConversationState
from wire.contracts.activity_kinds import ActivityKind
from wire.contracts.events import Event


def desk_changed(state: ConversationState, after: Handling) -> DeskChanged:
    """To all who converse for the organisation; what it says of a promise for the first time is its alert."""
    assert state.organisation_id is not None, "a direct conversation is at no desk"
    return DeskChanged(
        conversation_id=state.id,
        organisation_id=state.organisation_id,
        handling=after,
        told=tuple(sorted(one.account_id for one in state.agents())),
        alert=_alert(state.handling or Handling(), after),
    )


def details_changed(
    state: ConversationState,
    *,
    tags: tuple[str, ...] | None = None,
    rating: Rating | None = None,
    page: SitePage | None = None,
) -> DeskDetailsChanged:
    """To the same; null: that has not changed."""
    assert state.organisation_id is not None, "a direct conversation is at no desk"
    return DeskDetailsChanged(
        conversation_id=state.id,
        organisation_id=state.organisation_id,
        told=tuple(sorted(one.account_id for one in state.agents())),
        tags=tags,
        rating=rating,
        page=page,
    )


def counted(
    partitions: int, state: ConversationState, after: Handling, by_id: str | None, at: datetime
) -> list[tuple[str, Event]]:
    """Outbox rows of what is new against how `state` has it. `by_id`: who did it; null: the service."""
    before = state.handling or Handling()
    return [
        activity.row(
            partitions,
            kind,
            at=at,
            person_id=by_id,
            conversation_id=state.id,
            organisation_id=state.organisation_id,
            assignee_id=after.assignee_id,
            queue_id=after.queue_id,
            due_kind=after.due_kind if kind in ("sla_warned", "sla_breached") else None,
            demo=state.demo,
        )
        for kind in (*kinds(before, after), *_missed(state.terms, before, after))
    ]


def kinds(before: Handling, after: Handling) -> list[ActivityKind]:
    """What has happened between the two, as analytics knows it."""
    found: list[ActivityKind] = []
    if before.state != after.state and (kind := _moved(before, after)) is not None:
        found.append(kind)
    if before.assignee_id != after.assignee_id:
        found.append(_assignment(before, after))
    if before.queue_id != after.queue_id and after.queue_id is not None:
        found.append("conversation_queued")
    if before.first_reply_at is None and after.first_reply_at is not None:
        found.append("first_reply")
    alert = _alert(before, after)
    if alert is not None:
        found.append("sla_warned" if alert == "warning" else "sla_breached")
    return found


def _moved(before: Handling, after: Handling) -> ActivityKind | None:
    """Null where a bot begins to lead, or an agent takes it from the bot: the assignment says that."""
    if before.state == "pending" and after.state == "open":
        return "handed_over" if after.assignee_id is None else None
    kinds: dict[str, ActivityKind] = {"snoozed": "conversation_snoozed", "resolved": "conversation_resolved"}
    begins = after.state == "open" or before.state == "resolved"
    return kinds.get(after.state) or ("conversation_reopened" if begins else None)


def _alert(before: Handling, after: Handling) -> Alert | None:
    """What is told of a promise now, and was not before."""
    same = (before.due_at, before.due_kind) == (after.due_at, after.due_kind)
    return None if same and before.alerted == after.alerted else after.alerted


def _missed(terms: Terms, before: Handling, after: Handling) -> list[ActivityKind]:
    """The contact began to wait while nobody was there."""
    since = after.waiting_since
    asks = before.waiting_since is None and since is not None and terms.closed_at(since)
    return ["conversation_missed"] if asks else []


def _assignment(before: Handling, after: Handling) -> ActivityKind:
    if after.assignee_id is None:
        return "conversation_released"
    return "conversation_assigned" if before.assignee_id is None else "conversation_transferred"
