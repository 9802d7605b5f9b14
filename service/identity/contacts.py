"""Contacts: people whom an organisation knows and writes with, who have no account here."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Select, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from service.errors import InvalidInput, NotFound
from service.identity import names, policy
from service.identity.models import Contact
from service.store import Store
from service.store.tables import contacts
from service.store.typed import fetch, fetch_one
from service.text import validation
from service.text.visible import is_blank
from wire.contracts.ids import is_id, new_id

LONGEST_REFERENCE = 200
MOST_LISTED = 200


async def create_contact(
    store: Store, me_id: str, organisation_id: str, *, name: str, language: str, reference: str | None = None
) -> tuple[Contact, bool]:
    """A contact of an organisation, and whether it is new.

    `reference`: what the organisation's own systems call them; one that is known gives that contact as it is.

    Raises:
        InvalidInput, NotFound, NotYours, RoleLacks.
    """
    reference = None if reference is None else _reference(reference)
    called = names.name(name)
    row: dict[str, Any] = {"id": new_id(), "organisation_id": organisation_id, "reference": reference}
    row |= {"name": called, "name_key": names.name_key(called), "language": validation.language(language)}
    async with store.writing() as connection:
        await policy.must(connection, me_id, organisation_id, "converse", lock=True)
        if reference is not None:
            known = await fetch_one(connection, Contact, _by_reference(organisation_id, reference))
            if known is not None:
                return known, False
        made = insert(contacts).values(row | {"created_at": datetime.now(UTC)}).returning(contacts)
        [new] = await fetch(connection, Contact, made)
        return new, True


async def list_contacts(
    store: Store, me_id: str, organisation_id: str, *, after: str | None = None, limit: int = 50
) -> list[Contact]:
    """Contacts in order of their making, but for who was forgotten; with `after`, those made after that one.

    Raises:
        NotFound, NotYours, RoleLacks.
    """
    query = select(contacts).where(contacts.c.organisation_id == organisation_id, contacts.c.name != "")
    if after is not None:
        query = query.where(contacts.c.id > validation.storable(after, "after"))
    query = query.order_by(contacts.c.id).limit(max(1, min(limit, MOST_LISTED)))
    async with store.reading() as connection:
        await policy.must(connection, me_id, organisation_id, "converse")
        return await fetch(connection, Contact, query)


async def contact_of(connection: AsyncConnection, organisation_id: str, contact_id: str) -> Contact:
    """A contact of this organisation. NotFound, also where it was forgotten."""
    here = (contacts.c.organisation_id == organisation_id, contacts.c.name != "")
    query = select(contacts).where(contacts.c.id == contact_id, *here)
    found = await fetch_one(connection, Contact, query) if is_id(contact_id) else None
    if found is None:
        raise NotFound("There is no such contact.")
    return found


def _reference(text: str) -> str:
    text = validation.storable(text, "reference").strip()
    if is_blank(text) or len(text) > LONGEST_REFERENCE:
        raise InvalidInput(f"A reference has 1 to {LONGEST_REFERENCE} characters.", field="reference")
    return text


def _by_reference(organisation_id: str, reference: str) -> Select[Any]:
    here = contacts.c.organisation_id == organisation_id
    return select(contacts).where(here, contacts.c.reference == reference)
