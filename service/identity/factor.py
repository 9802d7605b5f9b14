"""What an account is proven with besides its password: looked up, asked for, used up."""

from __future__ import annotations

import unicodedata
from collections.abc import Awaitable, Callable
from datetime import datetime

import msgspec
from sqlalchemy import delete, exists, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from service.identity import recovery, totp
from service.store import Store
from service.store.factor_tables import second_factors
from service.store.tables import accounts
from service.store.typed import fetch_one

Guess = Callable[[], Awaitable[None]]
"""Counts one more code that somebody tries; refuses too many."""

is_on = exists().where(
    second_factors.c.account_id == accounts.c.id, second_factors.c.confirmed_at.is_not(None)
)
"""Of an account of the query around it."""


class App(msgspec.Struct, frozen=True):
    """An authenticator app."""

    secret: str
    created_at: datetime
    confirmed_at: datetime | None
    last_step: int

    def __repr__(self) -> str:
        return f"App(confirmed_at={self.confirmed_at})"


async def app_of(connection: AsyncConnection, account_id: str) -> App | None:
    """That of an account, also where it is not confirmed yet."""
    query = select(second_factors).where(second_factors.c.account_id == account_id)
    return await fetch_one(connection, App, query)


async def asks(connection: AsyncConnection, account_id: str) -> bool:
    """Whether this account is signed in to with a code besides the password."""
    app = await app_of(connection, account_id)
    return app is not None and app.confirmed_at is not None


async def prove(connection: AsyncConnection, store: Store, account_id: str, code: str) -> bool:
    """Whether this code is the account's; it is used up by that. In the caller's transaction."""
    typed = plain(code)
    if not totp.is_code(typed):
        return await recovery.use(connection, account_id, typed)
    app = await app_of(connection, account_id)
    if app is None or app.confirmed_at is None:
        return False
    step = totp.fitting_step(store.seal.open(app.secret, account_id), typed)
    if step is None:
        return False
    used = update(second_factors).where(
        second_factors.c.account_id == account_id, second_factors.c.last_step < step
    )
    return (await connection.execute(used.values(last_step=step))).rowcount == 1


async def forget(connection: AsyncConnection, account_id: str) -> None:
    """With its recovery codes, in the caller's transaction."""
    await connection.execute(delete(second_factors).where(second_factors.c.account_id == account_id))
    await recovery.forget(connection, account_id)


def plain(code: str) -> str:
    """As apps show it, in groups, or not; with the digits of any keyboard."""
    return "".join(str(unicodedata.decimal(one)) if one.isdecimal() else one for one in "".join(code.split()))
