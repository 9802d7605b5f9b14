"""What analytics needs and chat does not: the stream `activity`."""

from __future__ import annotations

from datetime import datetime

from wire.contracts.activity_kinds import ActivityKind
from wire.contracts.events import Event


class Activity(Event, frozen=True, kw_only=True, omit_defaults=True, tag="activity"):
    """Stream `activity`: what analytics needs and chat does not. Carries no message text."""

    id: str
    kind: ActivityKind
    at: datetime
    person_id: str | None = None
    conversation_id: str | None = None
    message_id: str | None = None
    """Of suggestions: the message that they answer, also when one of them was sent."""
    suggestion_id: str | None = None
    count: int | None = None
    """Of suggestions shown: how many. Of one that was sent: characters that nobody had to type."""
    score: int | None = None
    """Of a rating: 1 to 5."""
    assignee_id: str | None = None
    """Of the desk: the account that serves the conversation from now on; null: nobody, or as before."""
    channel_id: str | None = None
    """Of a conversation that was opened: the channel by which its contact came; null: by none."""
    queue_id: str | None = None
    """Of the desk: the queue in which the conversation is; null: in none."""
    due_kind: str | None = None
    """Of a promise that is nearly or wholly broken: "first_response", "next_response", "resolution"."""
    organisation_id: str | None = None
    demo: bool = False
