"""For whom a word, a corrected translation or an answer holds, and in what order scopes count."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from service.messaging.access import ConversationAccess, conversation_access, must_be_settled
from service.messaging.relation import Relation
from service.store.tables import accounts

Scope = Literal["installation", "organisation", "person", "conversation"]

INSTALLATION: Scope = "installation"
PERSON: Scope = "person"
CONVERSATION: Scope = "conversation"

INSTALLATION_ID = "installation"
"""`scope_id` of what holds for the whole installation."""


@dataclass(frozen=True, slots=True)
class TranslationContext:
    """Where a text is said: in which conversation, and whose own words and corrections may help there.

    `reader_id` and `author_id` are null where they may not: what is somebody's own helps a text of the other
    side only where they have accepted the conversation, and none that they block.
    """

    conversation_id: str
    author_id: str | None
    reader_id: str | None

    @property
    def people(self) -> tuple[str, ...]:
        """Whose own things hold here, the strongest first."""
        return tuple(one for one in (self.reader_id, self.author_id) if one is not None)

    @property
    def order(self) -> tuple[str, ...]:
        """Ids of all scopes that hold here, the strongest first."""
        return (self.conversation_id, *self.people, INSTALLATION_ID)


def context_of(conversation_id: str, author_id: str, reader_id: str, stands: Relation) -> TranslationContext:
    """Where somebody writes. `stands`: how the author's side stands to the reader's."""
    return TranslationContext(
        conversation_id,
        author_id if stands.blocks_since is None else None,
        reader_id if stands.theirs_helps else None,
    )


def writing(talk: ConversationAccess) -> TranslationContext:
    """What I write in a conversation of mine."""
    return context_of(talk.id, talk.me_id, talk.other_id, talk.relation)


def reading(talk: ConversationAccess) -> TranslationContext:
    """What the other side writes to me there."""
    author = talk.relation.turned()
    return context_of(talk.id, talk.other_id, talk.me_id, author)


@dataclass(frozen=True, slots=True)
class ScopeRef:
    """Where something is kept: a scope, and what its rows hang on."""

    scope: Scope
    scope_id: str
    by_id: str | None = None
    conversation_id: str | None = None


INSTALLATION_SCOPE = ScopeRef(INSTALLATION, INSTALLATION_ID)


async def scope_of(connection: AsyncConnection, me_id: str, conversation_id: str | None = None) -> ScopeRef:
    """A conversation of mine, or me where none is named; held until the transaction ends, so that what is
    counted there stays true.

    Raises:
        NotFound, NotYours, AcceptFirst, Blocked.
    """
    if conversation_id is not None:
        talk = await conversation_access(connection, me_id, conversation_id, lock=True)
        must_be_settled(talk)
        return ScopeRef(CONVERSATION, talk.id, me_id, talk.id)
    query = select(accounts.c.id).where(accounts.c.id == me_id)
    await connection.execute(query.with_for_update(key_share=True))
    return ScopeRef(PERSON, me_id, me_id)
