"""Who reads what is written in a conversation, and in which language? The one place that says so."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from service.errors import NotSignedIn, PersonGone
from service.identity.roles import MAY
from service.messaging.access import ConversationAccess
from service.messaging.sides import theirs
from service.store.tables import accounts, contacts, conversations, memberships, organisations, participants

MOST_LANGUAGES = 4
"""Languages that one message is translated into, for the agents of an organisation."""

_AGENTS = sorted(MAY["converse"])

LANGUAGE: ColumnElement[str] = func.coalesce(
    theirs.c.seen_language,
    theirs.c.language,
    accounts.c.language,
    contacts.c.language,
    organisations.c.language,
)
"""In which the side `theirs` reads, in a query of `with_readers`; an organisation's agents may add others.

Who blocks reads nothing: what is written to them is translated as before, lest its author see a new language.
"""


@dataclass(frozen=True, slots=True)
class Audience:
    """My language, those of who reads what I write, and whether the first of them is to get suggestions."""

    mine: str
    targets: tuple[str, ...]
    suggest: bool

    @property
    def theirs(self) -> str:
        """The other side's own language."""
        return self.targets[0]


async def audience_of(connection: AsyncConnection, talk: ConversationAccess) -> Audience:
    """Who will read what I write, in which language.

    Raises:
        PersonGone: nobody; the other side's account is deleted.
        NotSignedIn: mine is, since this was asked for.
    """
    if talk.organisation_id is not None:
        return await _of_service(connection, talk, talk.organisation_id)
    seen = func.coalesce(participants.c.seen_language, accounts.c.language).label("seen_language")
    wishes = participants.c.suggestions
    query = (
        select(accounts.c.id, accounts.c.language, accounts.c.deleted_at, seen, wishes)
        .join(participants, participants.c.account_id == accounts.c.id)
        .where(participants.c.conversation_id == talk.id)
    )
    rows = {row.id: row for row in await connection.execute(query)}
    mine, other = rows[talk.me_id], rows[talk.other_id]
    if mine.deleted_at is not None:
        raise NotSignedIn("This account is deleted.", reason="ended")
    if other.deleted_at is not None:
        raise PersonGone("This account is deleted; nobody would read it.")
    return Audience(mine.language, (other.seen_language,), other.suggestions and talk.relation.reaches_them)


async def _of_service(
    connection: AsyncConnection, talk: ConversationAccess, organisation_id: str
) -> Audience:
    """A contact has no screen of ours: nothing is suggested to one."""
    contact_id = talk.me_id if talk.author_kind == "contact" else talk.other_id
    here = (participants.c.conversation_id == talk.id, participants.c.party_id == contact_id)
    asked = (
        select(func.coalesce(participants.c.language, contacts.c.language))
        .join(contacts, contacts.c.id == participants.c.contact_id)
        .where(*here)
    )
    contact = str(await connection.scalar(asked))
    if talk.author_kind == "contact":
        read = await languages_of(connection, [organisation_id])
        return Audience(contact, read[organisation_id], suggest=True)
    query = select(accounts.c.language).where(accounts.c.id == talk.me_id, accounts.c.deleted_at.is_(None))
    mine = await connection.scalar(query)
    if mine is None:
        raise NotSignedIn("This account is deleted.", reason="ended")
    return Audience(mine, (contact,), suggest=False)


async def screens_of(
    connection: AsyncConnection, talk: ConversationAccess, *, reaches: bool = True
) -> tuple[str, ...]:
    """Accounts to whose screens comes what I write: the other side's, where it `reaches` them, then mine.

    An organisation's come to all its agents; a contact has none.
    """
    if talk.organisation_id is None:
        return (talk.other_id, talk.me_id) if reaches else (talk.me_id,)
    found = await agents_of(connection, [talk.organisation_id])
    return found.get(talk.organisation_id, ())


async def agents_of(
    connection: AsyncConnection, organisation_ids: Collection[str]
) -> Mapping[str, tuple[str, ...]]:
    """Accounts to whose screens the conversations of each organisation come."""
    if not organisation_ids:
        return {}
    query = select(memberships.c.organisation_id, memberships.c.account_id).where(
        memberships.c.organisation_id.in_(sorted(organisation_ids)), memberships.c.role.in_(_AGENTS)
    )
    found: dict[str, tuple[str, ...]] = {}
    for row in await connection.execute(query.order_by(memberships.c.account_id)):
        found[row.organisation_id] = (*found.get(row.organisation_id, ()), row.account_id)
    return found


async def languages_of(
    connection: AsyncConnection, organisation_ids: Collection[str]
) -> Mapping[str, tuple[str, ...]]:
    """In which each organisation reads: its own language, then those that most of its agents read."""
    count = func.count().label("readers")
    ids = sorted(organisation_ids)
    if not ids:
        return {}
    query = select(organisations.c.id, organisations.c.language).where(organisations.c.id.in_(ids))
    found: dict[str, tuple[str, ...]] = {row.id: (row.language,) for row in await connection.execute(query)}
    spoken = (
        select(memberships.c.organisation_id, accounts.c.language, count)
        .join(accounts, accounts.c.id == memberships.c.account_id)
        .where(memberships.c.organisation_id.in_(ids), memberships.c.role.in_(_AGENTS))
        .group_by(memberships.c.organisation_id, accounts.c.language)
        .order_by(count.desc(), accounts.c.language)
    )
    for row in await connection.execute(spoken):
        known = found[row.organisation_id]
        if row.language not in known and len(known) < MOST_LANGUAGES:
            found[row.organisation_id] = (*known, row.language)
    return found


def with_readers(query: Select[Any]) -> Select[Any]:
    """A query of both sides and `conversations`, joined with what says `LANGUAGE`."""
    return (
        query.outerjoin(accounts, accounts.c.id == theirs.c.account_id)
        .outerjoin(contacts, contacts.c.id == theirs.c.contact_id)
        .outerjoin(organisations, organisations.c.id == conversations.c.organisation_id)
    )
