"""What an account is proven with besides its password: looked up, asked for, used up."""

from __future__ import annotations

import unicodedata
from collections.abc import Awaitable, Callable
from datetime import datetime

import msgspec
from sqlalchemy import delete, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from service.identity import recovery, totp
from service.store import Store
from service.store.factor_tables import challenges, flows, identities, passkeys, second_factors
from service.store.tables import accounts
from service.store.typed import fetch_one

Guess = Callable[[], Awaitable[None]]
"""Counts one more code that somebody tries; refuses too many."""

is_on = or_(
    exists().where(second_factors.c.account_id == accounts.c.id, second_factors.c.confirmed_at.is_not(None)),
    exists().where(passkeys.c.account_id == accounts.c.id),
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


async def asks_code(connection: AsyncConnection, account_id: str) -> bool:
    """Whether this account has an authenticator app that counts."""
    app = await app_of(connection, account_id)
    return app is not None and app.confirmed_at is not None


async def count_passkeys(connection: AsyncConnection, account_id: str) -> int:
    """How many this account has, of all sites."""
    mine = select(func.count()).where(passkeys.c.account_id == account_id)
    return int(await connection.scalar(mine) or 0)


async def ways(connection: AsyncConnection, account_id: str) -> list[str]:
    """What this account proves itself with besides the password: of "code" and "passkey"; empty: nothing."""
    code = ["code"] if await asks_code(connection, account_id) else []
    return code + (["passkey"] if await count_passkeys(connection, account_id) else [])


async def asks(connection: AsyncConnection, account_id: str) -> bool:
    """Whether the password alone does not open this account."""
    return bool(await ways(connection, account_id))


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


async def forget_app(connection: AsyncConnection, account_id: str) -> None:
    """The app, in the caller's transaction."""
    await connection.execute(delete(second_factors).where(second_factors.c.account_id == account_id))
    await settle(connection, account_id)


async def settle(connection: AsyncConnection, account_id: str) -> None:
    """Recovery codes stand for a second factor: where there is none any more, they go, too."""
    if not await asks(connection, account_id):
        await recovery.forget(connection, account_id)


async def hold(connection: AsyncConnection, account_id: str) -> None:
    """Of one account one change at a time, until the caller's transaction ends."""
    mine = select(accounts.c.id).where(accounts.c.id == account_id)
    await connection.execute(mine.with_for_update(key_share=True))


async def forget_identities(connection: AsyncConnection, account_id: str) -> None:
    """Who they are at providers, in the caller's transaction."""
    await connection.execute(delete(identities).where(identities.c.account_id == account_id))


async def forget(connection: AsyncConnection, account_id: str) -> None:
    """All there is: the app, passkeys, what they were asked, and recovery codes."""
    for table in (passkeys, challenges, flows):
        await connection.execute(delete(table).where(table.c.account_id == account_id))
    await forget_app(connection, account_id)


def plain(code: str) -> str:
    """As apps show it, in groups, or not; with the digits of any keyboard."""
    return "".join(str(unicodedata.decimal(one)) if one.isdecimal() else one for one in "".join(code.split()))
