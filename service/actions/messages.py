"""Posting messages and reading them."""

from __future__ import annotations

from datetime import datetime

from service.actions.results import Posted
from service.domain import Page, SuggestionUse
from service.store import Store
from service.wire.settings import Settings


async def post_message(
    store: Store,
    settings: Settings,
    author_id: str,
    conversation_id: str,
    *,
    text: str,
    client_id: str,
    suggestion: SuggestionUse | None = None,
    posted_at: datetime | None = None,
) -> Posted:
    """Commit a message and its way to the worker."""
    raise NotImplementedError


async def read_messages(
    store: Store,
    me_id: str,
    conversation_id: str,
    *,
    after: int | None = None,
    before: int | None = None,
    limit: int = 50,
) -> Page:
    """A stretch of a conversation in order of seq."""
    raise NotImplementedError


async def changed_since(store: Store, me_id: str, conversation_id: str, rev: int, limit: int = 200) -> Page:
    """Everything changed after a position."""
    raise NotImplementedError
