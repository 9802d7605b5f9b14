"""For whom a word, a corrected translation or an answer holds, and in what order scopes count."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from service.identity import policy
from service.messaging.access import conversation_access, must_be_settled
from service.messaging.relation import Relation
from service.messaging.rules import ConversationAccess
from service.store.tables import accounts

Scope = Literal["installation", "organisation", "person", "conversation"]

INSTALLATION: Scope = "installation"
PERSON: Scope = "person"
CONVERSATION: Scope = "conversation"
ORGANISATION: Scope = "organisation"

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
    organisation_id: str | None = None
    """Whose conversation it is: its words hold for both sides."""

    @property
    def people(self) -> tuple[str, ...]:
        """Whose own things hold here, the strongest first."""
        own = dict.fromkeys((self.reader_id, self.author_id))
        return tuple(one for one in own if one is not None and one != self.organisation_id)

    @property
    def order(self) -> tuple[str, ...]:
        """Ids of all scopes that hold here, the strongest first."""
        shared = () if self.organisation_id is None else (self.organisation_id,)
        return (self.conversation_id, *self.people, *shared, INSTALLATION_ID)


class Stored(Protocol):
    """Columns of a message and its reader."""

    conversation_id: str
    organisation_id: str | None
    author_id: str
    reader_id: str


def context_of(row: Stored, stands: Relation) -> TranslationContext:
    """Where a stored message was written. `stands`: how the author's side stands to the reader's."""
    return _context(row.conversation_id, row.author_id, row.reader_id, row.organisation_id, stands)


def writing(access: ConversationAccess) -> TranslationContext:
    """What I write in a conversation of mine."""
    return _context(access.id, access.me_id, access.other_id, access.organisation_id, access.relation)


def reading(access: ConversationAccess) -> TranslationContext:
    """What the other side writes to me there."""
    return _context(
        access.id, access.other_id, access.me_id, access.organisation_id, access.relation.turned()
    )


def _context(
    conversation_id: str, author_id: str, reader_id: str, organisation_id: str | None, stands: Relation
) -> TranslationContext:
    return TranslationContext(
        conversation_id,
        author_id if stands.blocks_since is None else None,
        reader_id if stands.theirs_helps else None,
        organisation_id,
    )


@dataclass(frozen=True, slots=True)
class ScopeRef:
    """Where something is kept: a scope, and what its rows hang on."""

    scope: Scope
    scope_id: str
    by_id: str | None = None
    conversation_id: str | None = None


INSTALLATION_SCOPE = ScopeRef(INSTALLATION, INSTALLATION_ID)


async def scope_of(
    connection: AsyncConnection,
    me_id: str,
    conversation_id: str | None = None,
    organisation_id: str | None = None,
) -> ScopeRef:
    """An organisation that I may teach, a conversation of mine, or me where none is named; held until the
    transaction ends, so that what is counted there stays true. What is an organisation's is by nobody: it
    stays when who taught it leaves.

    Raises:
        NotFound, NotYours, AcceptFirst, Blocked, RoleLacks.
    """
    if organisation_id is not None:
        await policy.must(connection, me_id, organisation_id, "teach", lock=True)
        return ScopeRef(ORGANISATION, organisation_id)
    if conversation_id is not None:
        access = await conversation_access(connection, me_id, conversation_id, lock=True)
        must_be_settled(access)
        return ScopeRef(CONVERSATION, access.id, me_id, access.id)
    query = select(accounts.c.id).where(accounts.c.id == me_id)
    await connection.execute(query.with_for_update(key_share=True))
    return ScopeRef(PERSON, me_id, me_id)
