"""Where a conversation of an organisation stands at its desk, and what moves it. Pure.

`open`: somebody is to answer, or has. `pending`: a bot leads it, and no agent is asked yet. `snoozed`: put
aside until a time, or until the contact writes. `resolved`: done, until it writes.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

State = Literal["open", "pending", "snoozed", "resolved"]
DueKind = Literal["first_response", "next_response", "resolution"]
AgentState = Literal["online", "away", "offline"]
"""Of an agent: gets work, gets none, is not there."""
Alert = Literal["warning", "breach"]


class Handling(msgspec.Struct, array_like=True, frozen=True):
    """A row of `desk_states`, without its keys."""

    state: State = "open"
    assignee_id: str | None = None
    """Account that serves it; null with `open`: it waits in the queue."""
    assigned_at: datetime | None = None
    waiting_since: datetime | None = None
    """Of the contact's first message that nobody has answered; null: all are answered, or it is not known."""
    first_reply_at: datetime | None = None
    """When an agent first wrote; null: none has, or it is not known."""
    snoozed_until: datetime | None = None
    resolved_at: datetime | None = None
    queue_id: str | None = None
    """Of the organisation's queues, the one in which it waits or was answered; null: of none."""
    opened_at: datetime | None = None
    """When the contact wrote first of what is not resolved; null: it has not, or it is not known."""
    due_at: datetime | None = None
    """When a promise is broken, as `service.desk.routing.promises` reckons; null: none can be."""
    due_kind: DueKind | None = None
    look_at: datetime | None = None
    """When somebody is to be told of `due_at` next; null: never."""
    alerted: Alert | None = None
    """What was told of `due_at`."""
    left_by: str | None = None
    """Account that gave it back, while nobody serves it: it is not given to them again by itself."""


DESK_TIMES = frozenset(one for one in Handling.__struct_fields__ if one.endswith(("_at", "_since", "_until")))
"""Fields that are times."""


def asked(one: Handling, at: datetime, *, bot: bool = False) -> Handling:
    """The contact writes: whatever was done with it, it is to be answered. Who served it serves it on.

    With a `bot` a new conversation, or one that begins anew, is its to lead, and none that waits for people.
    """
    led: State = "pending" if bot and one.assignee_id is None and _begins(one) else "open"
    return msgspec.structs.replace(
        one,
        state=led,
        waiting_since=one.waiting_since or at,
        snoozed_until=None,
        resolved_at=None,
        opened_at=one.opened_at or at,
    )


def _begins(one: Handling) -> bool:
    untouched = one.waiting_since is None and one.first_reply_at is None
    return one.state in ("pending", "resolved") or (one.state == "open" and untouched)


def handed_over(one: Handling) -> Handling:
    """The bot leads it no more: it waits for an agent, since the first message that no agent has answered."""
    return msgspec.structs.replace(one, state="open") if one.state == "pending" else one


def answered(one: Handling, by_id: str, at: datetime) -> Handling:
    """An agent writes. Who answers from the queue serves it from then on, lest another answer too."""
    after = msgspec.structs.replace(one, waiting_since=None, first_reply_at=one.first_reply_at or at)
    mine = one.state in ("open", "pending") and one.assignee_id is None
    return assigned(after, by_id, at) if mine else after


def assigned(one: Handling, to_id: str | None, at: datetime) -> Handling:
    """Somebody serves it, or nobody from now on. Null takes it back to the queue."""
    if one.assignee_id == to_id:
        return one
    taken = handed_over(one) if to_id else one
    assigned_at = at if to_id else None
    return msgspec.structs.replace(taken, assignee_id=to_id, assigned_at=assigned_at, left_by=None)


def given_back(one: Handling, at: datetime) -> Handling:
    """Who serves it leaves it to others."""
    if one.assignee_id is None:
        return one
    return msgspec.structs.replace(assigned(one, None, at), left_by=one.assignee_id)


def queued(one: Handling, queue_id: str | None) -> Handling:
    """It waits in this queue, for somebody else than who served it."""
    left = one.assignee_id or one.left_by
    waits = msgspec.structs.replace(reopened(one), assignee_id=None, assigned_at=None)
    return msgspec.structs.replace(waits, queue_id=queue_id, left_by=left)


def resolved(one: Handling, at: datetime) -> Handling:
    """It is done."""
    return msgspec.structs.replace(
        one,
        state="resolved",
        resolved_at=one.resolved_at or at,
        waiting_since=None,
        snoozed_until=None,
        opened_at=None,
    )


def reopened(one: Handling) -> Handling:
    """It is not done, or not to be put aside any longer."""
    return msgspec.structs.replace(one, state="open", resolved_at=None, snoozed_until=None)


def snoozed(one: Handling, until: datetime) -> Handling:
    """Put aside until then."""
    return msgspec.structs.replace(one, state="snoozed", snoozed_until=until, resolved_at=None)
