"""How soon a worker is asked for what is posted. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

from service.messaging.parties import ConversationState
from service.messaging.posting.command import Posting
from wire.broker.streams import BULK, MESSAGES

LONG_AGO = timedelta(days=2)
"""What a demo sets back further at an organisation's desk is translated when nothing else is to be."""


def urgency(posting: Posting, state: ConversationState, now: datetime) -> str:
    """The stream: `messages`, or `bulk` for weeks of work that a demo brings, for which nobody waits."""
    at = posting.posted_at
    past = state.organisation_id is not None and at is not None and at < now - LONG_AGO
    return BULK if past else MESSAGES
