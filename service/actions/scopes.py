"""For whom a word, a mended translation or an answer holds, and in what order scopes count."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from service.actions.access import Talk

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
