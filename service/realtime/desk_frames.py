"""Frames of desks: to the agents of an organisation, and what its visitors are asked."""

from __future__ import annotations

from datetime import datetime

import msgspec

from service.desk.details import Rating, RatingAsk, SitePage
from service.desk.states import State


class DeskSeen(msgspec.Struct, frozen=True, kw_only=True, tag="desk"):
    """A conversation of an organisation stands otherwise at its desk; to the organisation's agents."""

    conversation_id: str
    organisation_id: str
    state: State
    assignee: str | None
    """Account that serves it; null with `open`: it waits for somebody."""
    waiting_since: datetime | None
    first_reply_at: datetime | None
    snoozed_until: datetime | None


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
