"""Signing up, in and out, and who a token belongs to."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from sqlalchemy import delete, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from service.actions import checks, passwords, views
from service.domain import Me, SignedIn
from service.errors import HandleTaken, NotSignedIn, WrongPassword
from service.ids import new_id
from service.store import Store
from service.store.tables import people, sessions

_TOKEN_BYTES = 32


async def sign_up(
    store: Store, *, handle: str, name: str, password: str, language: str, demo: bool = False
) -> SignedIn:
    """Make a person and sign in.

    Raises:
        InvalidInput: a field cannot be used.
        HandleTaken: somebody has this handle.
    """
    handle, name, language = checks.handle(handle), checks.name(name), checks.language(language)
    hashed = await passwords.hash_of(store.hashing, checks.password(password))
    row = {
        "id": new_id(),
        "handle": handle,
        "name": name,
        "name_key": checks.name_key(name),
        "password_hash": hashed,
        "language": language,
        "theme": "system",
        "created_at": datetime.now(UTC),
        "demo": demo,
    }
    try:
        async with store.writing() as connection:
            made = (await connection.execute(insert(people).values(row).returning(people))).one()
            return SignedIn(person=views.me(made), token=await _new_session(connection, store, made.id))
    except IntegrityError as error:
        raise HandleTaken(f"The handle {handle} is taken; choose another.", handle=handle) from error


async def sign_in(store: Store, *, handle: str, password: str) -> SignedIn:
    """A new token for somebody who knows the password.

    Raises:
        WrongPassword: handle and password do not fit; which of the two is not said.
    """
    handle = handle.strip().lower()
    row = None
    if checks.is_handle(handle):
        async with store.reading() as connection:
            row = (await connection.execute(select(people).where(people.c.handle == handle))).one_or_none()
    known = await _fits(store, row.password_hash if row else None, password)
    if row is None or not known:
        raise WrongPassword("Handle and password do not fit.")
    try:
        async with store.writing() as connection:
            return SignedIn(person=views.me(row), token=await _new_session(connection, store, row.id))
    except IntegrityError as error:  # taken out with the demo a moment ago
        raise WrongPassword("This person is gone.") from error


async def _fits(store: Store, stored: str | None, password: str) -> bool:
    """A password that nobody can have is checked all the same, in the same time."""
    text = password.encode(errors="replace").decode()[: checks.PASSWORD[-1] + 1]
    return await passwords.fits(store.hashing, stored, text)


async def sign_out(store: Store, token: str) -> None:
    """End a token; one that is unknown or ended already is fine."""
    async with store.writing() as connection:
        await connection.execute(delete(sessions).where(sessions.c.token_hash == _hash(token)))


async def who(store: Store, token: str) -> Me:
    """Whose token this is.

    Raises:
        NotSignedIn: unknown or ended.
    """
    query = (
        select(people)
        .join(sessions, sessions.c.person_id == people.c.id)
        .where(sessions.c.token_hash == _hash(token), sessions.c.expires_at > datetime.now(UTC))
    )
    async with store.reading() as connection:
        row = (await connection.execute(query)).one_or_none()
    if row is None:
        raise NotSignedIn("Sign in first.")
    return views.me(row)


async def forget_expired(store: Store) -> int:
    """Delete sign-ins that have ended. How many they were."""
    ended = delete(sessions).where(sessions.c.expires_at <= datetime.now(UTC))
    async with store.writing(hasty=True) as connection:
        return (await connection.execute(ended)).rowcount


async def _new_session(connection: AsyncConnection, store: Store, person_id: str) -> str:
    token, now = secrets.token_urlsafe(_TOKEN_BYTES), datetime.now(UTC)
    row = {
        "token_hash": _hash(token),
        "person_id": person_id,
        "created_at": now,
        "expires_at": now + timedelta(days=store.session_days),
    }
    await connection.execute(insert(sessions).values(row))
    return token


def _hash(token: str) -> str:
    """The token is random, so that one round of SHA-256 is enough; a copy of the store signs nobody in."""
    return sha256(token.encode(errors="replace")).hexdigest()
