"""Visitors: contacts who came by a channel and write by themselves, each with a token of their own.

A token is for one browser. It is renewed while it is used, and ends with the channel, or when the visitor
asks to be forgotten.
"""

from __future__ import annotations

import secrets
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import Select, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from service.desk.models import Visitor
from service.errors import NotSignedIn, Unavailable
from service.events import SessionEnded
from service.identity.sessions import hash_of
from service.store import Store
from service.store.tables import channels, contacts, participants, visitors
from service.store.typed import fetch_one
from service.store.unit_of_work import record

LASTS = timedelta(days=90)
"""From its last use."""

USED_EVERY = timedelta(days=1)
"""How exactly it is known when a token was last used."""

MOST = 20
"""Tokens of one visitor; with one more, the one that was used longest ago ends."""

AT_ONCE = 500
"""Contacts that are forgotten in one run of the job."""

_TOKEN_BYTES = 32


class _Held(Visitor, frozen=True, kw_only=True):
    """A visitor, and the token that says so."""

    last_used_at: datetime
    expires_at: datetime


async def visitor_of(store: Store, token: str) -> Visitor:
    """Whose token this is.

    Raises:
        NotSignedIn: unknown or ended; `details["reason"]` as of an account's.
    """
    now, query = datetime.now(UTC), _held(token)
    found = await store.look(lambda connection: fetch_one(connection, _Held, query))
    if found is None or found.expires_at <= now:
        raise NotSignedIn("This visit is over.", reason="ended" if found is None else "expired")
    if found.last_used_at <= now - USED_EVERY:
        await _renew(store, token, now)
    return msgspec.convert(found, Visitor, from_attributes=True)


async def begin(connection: AsyncConnection, contact_id: str, channel_id: str, now: datetime) -> str:
    """A new token for a contact, in the caller's transaction."""
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    row: dict[str, Any] = {"token_hash": hash_of(token), "contact_id": contact_id, "channel_id": channel_id}
    row |= {"created_at": now, "last_used_at": now, "expires_at": now + LASTS}
    await connection.execute(insert(visitors).values(row))
    kept = (
        select(visitors.c.token_hash)
        .where(visitors.c.contact_id == contact_id)
        .order_by(visitors.c.expires_at.desc(), visitors.c.token_hash)
        .limit(MOST)
    )
    await end(connection, visitors.c.contact_id == contact_id, visitors.c.token_hash.not_in(kept))
    return token


async def still_here(connection: AsyncConnection, contact_id: str) -> None:
    """Hold the contact, so that nobody is forgotten meanwhile, and what they said of themselves comes back.

    NotSignedIn: they were, since their token was looked at.
    """
    held = select(contacts.c.id).where(contacts.c.id == contact_id, contacts.c.consented_at.is_not(None))
    if await connection.scalar(held.with_for_update(key_share=True)) is None:
        raise NotSignedIn("This visit is over.", reason="ended")


async def end(connection: AsyncConnection, *which: Any) -> None:
    """These tokens hold no more, and the sockets that were opened with them close."""
    gone = delete(visitors).where(*which).returning(visitors.c.contact_id, visitors.c.token_hash)
    rows = (await connection.execute(gone)).all()
    record(connection, *(SessionEnded(person_id=row.contact_id, session=row.token_hash) for row in rows))


async def forget_expired(store: Store) -> int:
    """Delete tokens that have ended by their time, and then contacts of whom nothing else is left.

    How many contacts they were: visitors who never wrote, and whom their site does not know.
    """
    nobody = (
        contacts.c.consented_at.is_not(None),
        contacts.c.reference.is_(None),
        ~select(visitors.c.token_hash).where(visitors.c.contact_id == contacts.c.id).exists(),
        ~select(participants.c.party_id).where(participants.c.contact_id == contacts.c.id).exists(),
    )
    async with store.writing(relaxed=True) as connection:
        await connection.execute(delete(visitors).where(visitors.c.expires_at <= datetime.now(UTC)))
    async with store.reading() as connection:  # all contacts are looked at: nobody waits for that
        found = (
            (await connection.execute(select(contacts.c.id).where(*nobody).limit(AT_ONCE))).scalars().all()
        )
    if not found:
        return 0
    async with store.writing(relaxed=True) as connection:
        gone = delete(contacts).where(contacts.c.id.in_(found), *nobody)
        return (await connection.execute(gone)).rowcount


async def _renew(store: Store, token: str, now: datetime) -> None:
    """A busy store, or a full disk, keeps nobody from reading."""
    used = update(visitors).where(visitors.c.token_hash == hash_of(token))
    with suppress(Unavailable):
        async with store.writing(relaxed=True) as connection:
            await connection.execute(used.values(last_used_at=now, expires_at=now + LASTS))


def _held(token: str) -> Select[Any]:
    last = (
        select(participants.c.conversation_id)
        .where(participants.c.contact_id == contacts.c.id)
        .order_by(participants.c.conversation_id.desc())
        .limit(1)
        .scalar_subquery()
    )
    return (
        select(
            contacts.c.id,
            contacts.c.organisation_id,
            contacts.c.name,
            contacts.c.language,
            contacts.c.email,
            channels.c.id.label("channel_id"),
            last.label("conversation_id"),
            visitors.c.last_used_at,
            visitors.c.expires_at,
        )
        .join(visitors, visitors.c.contact_id == contacts.c.id)
        .join(channels, channels.c.id == visitors.c.channel_id)
        .where(visitors.c.token_hash == hash_of(token), contacts.c.consented_at.is_not(None))
    )
