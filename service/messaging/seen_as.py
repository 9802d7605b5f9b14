"""As whom who blocks is shown to whom they block: with the name and the language of when the block began.

A new name or language would say that somebody is there who looks as if they had left. It is kept in the row
of the side that blocks, and shown by every query that joins it as `theirs`.
"""

from __future__ import annotations

from typing import Any, Protocol

import msgspec
from sqlalchemy import ColumnElement, Select, and_, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from service.identity.account import Account
from service.messaging.rules import ConversationAccess
from service.messaging.sides import both_of, theirs
from service.messaging.views import person
from service.models import Person
from service.store.tables import accounts, participants
from service.store.typed import fetch

SEEN = (theirs.c.seen_name, theirs.c.seen_language)
"""What `as_seen` reads."""

_KEPT = {
    participants.c.seen_name: accounts.c.name,
    participants.c.seen_name_key: accounts.c.name_key,
    participants.c.seen_language: accounts.c.language,
}

NOTHING: dict[str, None] = {column.name: None for column in _KEPT}
"""Values of a side that blocks nobody: it is shown as it is."""


class Columns(Protocol):
    """`SEEN` of the side that is looked at."""

    @property
    def seen_name(self) -> str | None:
        """Its name when it began to block; null: it does not."""

    @property
    def seen_language(self) -> str | None:
        """Its language then."""


class _Side(Account, frozen=True, kw_only=True):
    """An account with what its row of a conversation keeps of it."""

    seen_name: str | None
    seen_language: str | None


def of_now(account_id: str) -> dict[str, Any]:
    """Values of a side that blocks from now on."""
    mine = accounts.c.id == account_id
    return {kept.name: select(shown).where(mine).scalar_subquery() for kept, shown in _KEPT.items()}


def as_seen(one: Person, row: Columns | None) -> Person:
    """Somebody, as I see them; `row`: of a conversation with them, if there is one."""
    if row is None or row.seen_name is None or one.deleted:
        return one
    return msgspec.structs.replace(one, name=row.seen_name, language=row.seen_language or one.language)


def name_begins(me_id: str, key: str) -> ColumnElement[bool]:
    """Accounts whose name begins so as far as I can see; who blocks me has the name of then."""
    shown = _shown_to(me_id).where(theirs.c.seen_name_key.startswith(key, autoescape=True))
    now = accounts.c.name_key.startswith(key, autoescape=True)
    return or_(and_(now, accounts.c.id.not_in(_shown_to(me_id))), accounts.c.id.in_(shown))


def _shown_to(me_id: str) -> Select[Any]:
    kept = (theirs.c.account_id.is_not(None), theirs.c.seen_name_key.is_not(None))
    return select(theirs.c.account_id).select_from(both_of(me_id)).where(*kept)


async def new_since(connection: AsyncConnection, access: ConversationAccess) -> tuple[Person, Person] | None:
    """Me as the other side sees me whom I block, and as I am; null where that is the same."""
    mine = (participants.c.conversation_id == access.id, participants.c.account_id == access.me_id)
    query = select(accounts, participants.c.seen_name, participants.c.seen_language).join(
        participants, participants.c.account_id == accounts.c.id
    )
    [row] = await fetch(connection, _Side, query.where(*mine))
    now = person(row, row.last_seen_at)
    before = as_seen(now, row)
    return None if before == now else (before, now)


async def forget(connection: AsyncConnection, account_id: str) -> None:
    """The names of somebody who is deleted, wherever they block."""
    gone = {"seen_name": None, "seen_name_key": None}
    mine = participants.c.account_id == account_id
    await connection.execute(update(participants).where(mine).values(gone))
