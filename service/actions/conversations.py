"""Opening, listing and switching conversations."""

from __future__ import annotations

from service.domain import Conversation
from service.store import Store


async def open_conversation(store: Store, me_id: str, handle: str) -> tuple[Conversation, bool]:
    """The conversation with a person, and whether it is new. NotFound, WithYourself."""
    raise NotImplementedError


async def list_conversations(store: Store, me_id: str) -> list[Conversation]:
    """Mine, newest activity first."""
    raise NotImplementedError


async def get_conversation(store: Store, me_id: str, conversation_id: str) -> Conversation:
    """NotFound, NotYours."""
    raise NotImplementedError


async def set_suggestions(store: Store, me_id: str, conversation_id: str, on: bool) -> Conversation:
    """Switch suggested replies for me."""
    raise NotImplementedError
