"""For whom a word, a mended translation or an answer holds, and in what order scopes count."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from service.actions.access import Talk, talk_of
from service.store.tables import people

Scope = Literal["house", "person", "conversation"]

HOUSE: Scope = "house"
PERSON: Scope = "person"
CONVERSATION: Scope = "conversation"

HOUSE_ID = "house"
"""`scope_id` of what holds for the whole installation."""


@dataclass(frozen=True, slots=True)
class Setting:
    """Where a text is said: who writes it, who reads it, in which conversation."""

    conversation_id: str
    author_id: str
    reader_id: str

    @property
    def order(self) -> tuple[str, ...]:
        """Ids of all scopes that hold here, the strongest first."""
        return (self.conversation_id, self.reader_id, self.author_id, HOUSE_ID)


def writing(talk: Talk) -> Setting:
    """What I write in a conversation of mine."""
    return Setting(talk.id, talk.me_id, talk.other_id)


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is kept: a scope, and what its rows hang on."""

    scope: Scope
    scope_id: str
    by_id: str | None = None
    conversation_id: str | None = None


HOUSE_PLACE = Place(HOUSE, HOUSE_ID)


async def place_of(connection: AsyncConnection, me_id: str, conversation_id: str | None = None) -> Place:
    """A conversation of mine, or me where none is named; held until the transaction ends, so that what is
    counted there stays true.

    Raises:
        NotFound, NotYours.
    """
    if conversation_id is not None:
        talk = await talk_of(connection, me_id, conversation_id, lock=True)
        return Place(CONVERSATION, talk.id, me_id, talk.id)
    query = select(people.c.id).where(people.c.id == me_id)
    await connection.execute(query.with_for_update(key_share=True))
    return Place(PERSON, me_id, me_id)
