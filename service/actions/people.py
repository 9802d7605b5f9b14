"""Finding people, and changing oneself."""

from __future__ import annotations

from service.domain import Me, Person, Theme
from service.store import Store


async def change_me(
    store: Store,
    me_id: str,
    *,
    name: str | None = None,
    language: str | None = None,
    theme: Theme | None = None,
) -> Me:
    """Change what is given. A new language queues recent messages for translation."""
    raise NotImplementedError


async def find_person(store: Store, handle: str) -> Person:
    """By handle. NotFound."""
    raise NotImplementedError


async def search_people(store: Store, me_id: str, text: str, limit: int = 10) -> list[Person]:
    """Others whose handle or name begins so."""
    raise NotImplementedError


async def partners_of(store: Store, me_id: str) -> list[str]:
    """Ids of everybody with whom I have a conversation."""
    raise NotImplementedError
