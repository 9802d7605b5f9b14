"""Whom an operator is asked to forget, account or contact, and how much of them the store has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import msgspec
from sqlalchemy import ColumnElement, Table, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from service.identity import handles
from service.messaging.conversation_views import FORGOTTEN
from service.messaging.erasure import LEFT
from service.store import Store
from service.store.ops_tables import contact_cards, mentions, ratings
from service.store.tables import (
    accounts,
    canned,
    contacts,
    conversations,
    corrections,
    files,
    link_previews,
    memberships,
    messages,
    organisations,
    own_answers,
    participants,
    reports,
    sessions,
    terms,
    visitors,
)
from service.store.typed import fetch
from service.store.webhook_tables import webhook_deliveries
from service.text import validation

Kind = Literal["account", "contact"]
MOST = 20
"""People who may be meant by one word: an e-mail may be given to any number of organisations."""


class Meant(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who may be meant. `known_as`: handle of an account; of a contact e-mail, else reference."""

    kind: Kind
    id: str
    name: str
    known_as: str | None
    organisation_id: str | None = None
    gone: bool
    """Their name is gone already; what else there is may not be."""


async def meant(store: Store, text: str) -> list[Meant]:
    """All whom a handle, an id, an e-mail or a site's own reference may mean. Those who are gone are found
    by id; accounts by the handle that they had, too. An id means the one whose it is, whatever a site calls
    its own. InvalidInput: no text that a database can hold.
    """
    text = validation.storable(text, "person").strip()
    handle = handles.mapped(text)
    known = [handle, handles.mark_of(handle)] if handle else []
    who = select(
        accounts.c.id, accounts.c.name, accounts.c.handle.label("known_as"),
        accounts.c.deleted_at.is_not(None).label("gone"),
    ).where(or_(accounts.c.id == text, accounts.c.handle.in_(known)))  # fmt: skip
    theirs = or_(contacts.c.id == text, contacts.c.reference == text, _same(contacts.c.email, text))
    customers = select(
        contacts.c.id, contacts.c.name, contacts.c.organisation_id,
        func.coalesce(contacts.c.email, contacts.c.reference).label("known_as"),
        (contacts.c.name == FORGOTTEN).label("gone"),
    ).where(theirs)  # fmt: skip
    async with store.reading() as connection:
        found = await fetch(connection, _Row, who.limit(MOST))
        others = await fetch(connection, _Row, customers.order_by(*_by_id(text)).limit(MOST))
    every = [*(one.of("account") for one in found), *(one.of("contact") for one in others)]
    return [one for one in every if one.id == text] or every


async def reach(store: Store, who: Meant) -> dict[str, int]:
    """How many rows of each kind forgetting them erases, deletes or changes; without those of which there
    are none.
    """
    async with store.reading() as connection:
        counts = {name: await _count(connection, *where) for name, where in _where(who).items()}
    return {name: number for name, number in counts.items() if number}


def _by_id(text: str) -> tuple[ColumnElement[Any], ...]:
    """Whose own id it is comes first."""
    return (contacts.c.id == text).desc(), contacts.c.id.asc()


class _Row(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    name: str
    known_as: str | None
    organisation_id: str | None = None
    gone: bool

    def of(self, kind: Kind) -> Meant:
        return Meant(kind=kind, **{name: getattr(self, name) for name in self.__struct_fields__})


def _same(column: Any, text: str) -> ColumnElement[bool]:
    """Also as it is written: SQLite knows the small letters of ASCII alone."""
    return or_(column == text, func.lower(column) == text.lower())


def _where(who: Meant) -> Mapping[str, tuple[Table, ColumnElement[bool]]]:
    me = who.id
    told = webhook_deliveries.c.body.contains(me, autoescape=True)
    wrote, brought = (messages.c.author_id == me) & LEFT, (files.c.owner_id == me) & (files.c.state != "gone")
    if who.kind == "account":  # what they wrote for an organisation is the organisation's
        wrote, brought = (
            wrote & messages.c.organisation_id.is_(None),
            brought & files.c.organisation_id.is_(None),
        )
    shared: dict[str, tuple[Table, ColumnElement[bool]]] = {
        "messages": (messages, wrote),
        "files": (files, brought),
        "deliveries to webhooks": (webhook_deliveries, told),
    }
    return shared | (_of_account(me) if who.kind == "account" else _of_contact(me))


def _of_account(me: str) -> dict[str, tuple[Table, ColumnElement[bool]]]:
    return {
        "conversations": (participants, participants.c.account_id == me),
        "sign-ins": (sessions, sessions.c.person_id == me),
        "memberships": (memberships, memberships.c.account_id == me),
        "words of the glossary": (terms, or_(terms.c.by_id == me, terms.c.scope_id == me)),
        "canned answers": (canned, or_(canned.c.by_id == me, canned.c.scope_id == me)),
        "corrections": (corrections, corrections.c.by_id == me),
        "answers remembered": (own_answers, own_answers.c.person_id == me),
        "reports of others": (reports, reports.c.by_id == me),
        "previews of links": (link_previews, link_previews.c.owner_id == me),
        "mentions": (mentions, mentions.c.account_id == me),
        **_of_owner(me),
    }


def _of_owner(me: str) -> dict[str, tuple[Table, ColumnElement[bool]]]:
    """Organisations that nobody else is in, and those that nobody else owns, as `leave_all` has it."""
    mine, owner = memberships.c.account_id == me, memberships.c.role == "owner"
    ids = select(memberships.c.organisation_id)
    there, shared = organisations.c.id, organisations.c.id.in_(ids.where(~mine))
    alone = there.in_(ids.where(mine, owner)) & there.not_in(ids.where(~mine, owner))
    return {
        "organisations that go with them, and all in these": (
            organisations,
            there.in_(ids.where(mine)) & ~shared,
        ),
        "organisations that need another owner first": (organisations, alone & shared),
    }


def _of_contact(me: str) -> dict[str, tuple[Table, ColumnElement[bool]]]:
    theirs = select(participants.c.conversation_id).where(participants.c.contact_id == me)
    said = ratings.c.comment.is_not(None) & ratings.c.conversation_id.in_(theirs)
    return {
        "conversations": (conversations, conversations.c.id.in_(theirs)),
        "visits": (visitors, visitors.c.contact_id == me),
        "cards": (contact_cards, contact_cards.c.contact_id == me),
        "comments of ratings": (ratings, said),
    }


async def _count(connection: AsyncConnection, table: Table, where: ColumnElement[bool]) -> int:
    return int(await connection.scalar(select(func.count()).select_from(table).where(where)) or 0)
