"""Frames of desks: to the agents of an organisation, and what its visitors are asked."""

from __future__ import annotations

from datetime import datetime

import msgspec

from service.desk.details import Rating, RatingAsk, SitePage
from service.desk.states import AgentState, Alert, DueKind, State


class DeskSeen(msgspec.Struct, frozen=True, kw_only=True, tag="desk"):
    """A conversation of an organisation stands otherwise at its desk, or a promise of it is nearly broken."""

    conversation_id: str
    organisation_id: str
    state: State
    assignee: str | None
    """Account that serves it; null with `open`: it waits for somebody."""
    waiting_since: datetime | None
    first_reply_at: datetime | None
    snoozed_until: datetime | None
    queue: str | None
    due_at: datetime | None
    """When a promise is broken; null: none can be."""
    due_kind: DueKind | None
    alert: Alert | None = None
    """Why it comes: `due_at` is near, or has passed. Null: for another reason."""


class AgentSeen(msgspec.Struct, frozen=True, kw_only=True, tag="agent"):
    """Somebody has said that they are here, or not; or may be given more at once, or less."""

    organisation_id: str
    account_id: str
    state: AgentState
    """As they set it: who has no socket open is offline."""
    capacity: int


class Look(msgspec.Struct, frozen=True, kw_only=True, tag="look", forbid_unknown_fields=True):
    """From an agent: I have this conversation before me, or no more. Said again while it is so."""

    conversation_id: str
    on: bool = True


class LookSeen(msgspec.Struct, frozen=True, kw_only=True, tag="looking"):
    """A colleague has a conversation before them, or no more; it fades where it is not said again."""

    conversation: str
    person_id: str
    on: bool


class DeskDetails(msgspec.Struct, frozen=True, kw_only=True, tag="desk_details"):
    """Something else is known of a conversation of an organisation; null: that is as it was."""

    conversation_id: str
    organisation_id: str
    tags: tuple[str, ...] | None = None
    rating: Rating | None = None
    page: SitePage | None = None


class RatingAsked(msgspec.Struct, frozen=True, kw_only=True, tag="rating"):
    """To a visitor: how was it? Null: nothing is asked any more."""

    conversation_id: str
    ask: RatingAsk | None
