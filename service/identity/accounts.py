"""Signing up, signing in and changing the password: where a password is asked for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec
from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from service.errors import HandleTaken, NotSignedIn, WrongPassword
from service.identity import demands, factor, handles, names, passwords, sessions, totp
from service.identity.account import NO_HASH, Account
from service.identity.errors import SecondFactorNeeded, SignInAgain, WrongCode
from service.identity.factor import Guess
from service.messaging import views
from service.models import SignedIn
from service.store import Store
from service.store.tables import accounts
from service.store.typed import fetch, fetch_one
from service.text import validation
from wire.contracts.ids import new_id

FRESH = timedelta(minutes=15)
"""For which a sign-in stands for the password of who has none."""


async def sign_up(
    store: Store,
    *,
    handle: str,
    name: str,
    password: str,
    language: str,
    device: str = "",
    demo: bool = False,
) -> SignedIn:
    """Make a person and sign in.

    Raises:
        InvalidInput: a field cannot be used.
        HandleReserved: this handle is reserved.
        HandleTaken: somebody has this handle.
    """
    handle, name = handles.handle(handle, demo=demo), names.name(name)
    row = {
        "id": new_id(),
        "handle": handle,
        "name": name,
        "name_key": names.name_key(name),
        "language": validation.language(language),
        "password_hash": await passwords.hash_of(store.hashing, passwords.password(password)),
        "theme": "system",
        "created_at": datetime.now(UTC),
        "demo": demo,
    }
    try:
        async with store.writing() as connection:
            if await _was_deleted(connection, handle):
                raise _taken(handle)
            [made] = await fetch(connection, Account, insert(accounts).values(row).returning(accounts))
            token = await sessions.begin(connection, store, made.id, device)
            return SignedIn(person=views.me(made), token=token)
    except IntegrityError as error:
        raise _taken(handle) from error


async def sign_in(
    store: Store,
    *,
    handle: str,
    password: str,
    code: str | None = None,
    guess: Guess | None = None,
    device: str = "",
) -> SignedIn:
    """A new token for somebody who knows the password, and has a code where there is a second factor.

    `guess` is asked before a code of six digits is looked at.

    Raises:
        WrongPassword: handle and password do not fit; which of the two is not said.
        SecondFactorNeeded: they fit, and a code is missing.
        WrongCode: this is none, or was used.
    """
    known, row = handles.mapped(handle), None
    if known is not None:
        async with store.reading() as connection:
            row = await fetch_one(connection, Account, select(accounts).where(accounts.c.handle == known))
    fresh = await _checked(store, row, password)
    if row is None or fresh is None:
        raise WrongPassword("Handle and password do not fit.")
    if code is not None and guess is not None and totp.is_code(factor.plain(code)):
        await guess()
    async with store.writing() as connection:
        await _still(connection, row, fresh)
        await _second(connection, store, row.id, code)
        me = msgspec.structs.replace(
            views.me(row), demand=await demands.demand_on(connection, row.id, store.issuer)
        )
        return SignedIn(person=me, token=await sessions.begin(connection, store, row.id, device))


async def change_password(store: Store, me_id: str, token: str, *, old: str, new: str) -> list[str]:
    """A new password; every session ends but the one of this token. Gives their names, for their sockets.

    Raises:
        InvalidInput: the new password cannot be used.
        WrongPassword: the old one is not mine.
    """
    new = passwords.password(new)
    row = await confirmed(store, me_id, old, token)
    hashed = await passwords.hash_of(store.hashing, new)
    async with store.writing() as connection:
        await _still(connection, row, hashed)
        return await sessions.end_all(connection, me_id, but=token)


async def confirmed(store: Store, me_id: str, password: str, token: str = "") -> Account:
    """Me, where this is my password. Who has none has signed in a moment ago, by the session of this token.

    Raises:
        WrongPassword, NotSignedIn.
        SignInAgain: I have none, and signed in too long ago.
    """
    async with store.reading() as connection:
        row = await fetch_one(connection, Account, select(accounts).where(accounts.c.id == me_id))
    if row is None:
        raise NotSignedIn("This person is gone.")
    if row.password_hash == NO_HASH and token:
        await _came_now(store, me_id, token)
        return row
    if await _checked(store, row, password) is None:
        raise WrongPassword("This is not your password.")
    return row


async def _came_now(store: Store, me_id: str, token: str) -> None:
    async with store.reading() as connection:
        if not await sessions.lasts(connection, me_id, sessions.hash_of(token), within=FRESH):
            raise SignInAgain("Sign in once more, and do it then.")


async def _second(connection: AsyncConnection, store: Store, account_id: str, code: str | None) -> None:
    """Use a code up, where one is asked for. SecondFactorNeeded, WrongCode."""
    ways = await factor.ways(connection, account_id)
    if not ways:
        return
    if code is None:
        raise SecondFactorNeeded("A second factor is asked for.", ways=",".join(ways))
    if not await factor.prove(connection, store, account_id, code):
        raise WrongCode("This code does not fit, or was used already.")


async def _was_deleted(connection: AsyncConnection, handle: str) -> bool:
    """Whoever had this handle deleted the account: nobody else is to be taken for them."""
    query = select(accounts.c.id).where(accounts.c.handle == handles.mark_of(handle))
    return await connection.scalar(query) is not None


def _taken(handle: str) -> HandleTaken:
    return HandleTaken(f"The handle {handle} is taken; choose another.", handle=handle)


async def _checked(store: Store, row: Account | None, password: str) -> str | None:
    """The hash to keep for a right password: in today's form; None for a wrong one.

    A password that nobody can have is checked all the same, in the same time.
    """
    forms = passwords.forms(password)
    stored = row.password_hash if row and row.password_hash != NO_HASH else None
    fitting = await passwords.fits(store.hashing, stored, forms)
    if row is None or fitting is None:
        return None
    if fitting == forms[0]:
        return row.password_hash
    return await passwords.hash_of(store.hashing, forms[0])


async def _still(connection: AsyncConnection, row: Account, hashed: str) -> None:
    """Write a hash where the one that was checked still stands. WrongPassword: it was changed meanwhile."""
    unchanged = (accounts.c.id == row.id, accounts.c.password_hash == row.password_hash)
    if (
        await connection.execute(update(accounts).where(*unchanged).values(password_hash=hashed))
    ).rowcount != 1:
        raise WrongPassword("The password was changed a moment ago, or this person is gone.")
