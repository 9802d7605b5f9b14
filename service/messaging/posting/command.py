"""A command on its way through the posting path."""

from __future__ import annotations

from datetime import datetime

import msgspec

from service.messaging.command import PostCommand


class Posting(msgspec.Struct, frozen=True, kw_only=True):
    """A checked command of somebody in a conversation."""

    author_id: str
    conversation_id: str
    command: PostCommand
    posted_at: datetime | None = None
    """Set back in time, by a demo."""
    for_contact: bool = False
    """Its contact said it, for whom the author may speak."""
    request_id: str | None = None
    """Of the request that brought it."""
