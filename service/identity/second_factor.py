"""An authenticator app as the second factor of an account: begun, confirmed by a code, given up."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec
from sqlalchemy import delete, insert, update
from sqlalchemy.ext.asyncio import AsyncConnection

from service.errors import NotFound
from service.identity import noting, recovery, sessions, totp
from service.identity.account import Account
from service.identity.accounts import confirmed
from service.identity.elsewhere import must_have_way_in
from service.identity.errors import SecondFactorOn, WrongCode
from service.identity.factor import (
    App,
    app_of,
    asks,
    asks_code,
    count_passkeys,
    forget,
    forget_app,
    hold,
    plain,
    prove,
)
from service.identity.people import find_known
from service.identity.totp import Picture
from service.store import Store
from service.store.factor_tables import second_factors

HELD = timedelta(minutes=30)
"""For which what was begun can be confirmed."""


class SecondFactor(msgspec.Struct, frozen=True, kw_only=True):
    """Whether I sign in with a code besides my password, since when, and how many recovery codes are left."""

    on: bool
    since: datetime | None = None
    recovery_left: int = 0
    passkeys: int = 0
    """How many I have: with one, the password alone opens nothing either."""


class Enrolment(msgspec.Struct, frozen=True, kw_only=True):
    """What an authenticator app is to be given: by its picture, its address, or typed."""

    secret: str
    uri: str
    picture: Picture


class RecoveryCodes(msgspec.Struct, frozen=True, kw_only=True):
    """Shown this once; the store keeps their hashes."""

    codes: tuple[str, ...]


async def show(store: Store, me_id: str) -> SecondFactor:
    """Mine."""
    async with store.reading() as connection:
        app = await app_of(connection, me_id)
        kept, count = await recovery.left(connection, me_id), await count_passkeys(connection, me_id)
    since = app.confirmed_at if app is not None else None
    return SecondFactor(on=since is not None, since=since, recovery_left=kept, passkeys=count)


async def begin(store: Store, me: Account) -> Enrolment:
    """A new secret for an app, of who has proven who they are. It counts once a code of it was seen.

    SecondFactorOn: I have one already.
    """
    me_id, secret = me.id, totp.new_secret()
    row = {"account_id": me_id, "secret": store.seal.close(secret, me_id), "last_step": 0}
    row["created_at"] = datetime.now(UTC)
    async with store.writing() as connection:
        await _not_on(connection, me_id)
        await connection.execute(delete(second_factors).where(second_factors.c.account_id == me_id))
        await connection.execute(insert(second_factors).values(row))
    uri = totp.address(secret, me.handle)
    return Enrolment(secret=secret, uri=uri, picture=totp.picture(uri))


async def confirm(store: Store, me_id: str, token: str, *, code: str) -> RecoveryCodes:
    """From now on a code is asked for. All my sessions but the one of this token end.

    Raises:
        NotFound: none was begun.
        SecondFactorOn: it is on already.
        WrongCode: the app has another secret, or another time.
    """
    now = datetime.now(UTC)
    async with store.writing() as connection:
        app = await _not_on(connection, me_id)
        if app is None or app.created_at < now - HELD:
            raise NotFound("Begin with a secret first.")
        step = totp.fitting_step(store.seal.open(app.secret, me_id), plain(code))
        if step is None:
            raise WrongCode("This is not the code of now.")
        mine = update(second_factors).where(second_factors.c.account_id == me_id)
        await connection.execute(mine.values(confirmed_at=now, last_step=step))
        await noting.sign_in_changed(connection, me_id, "second_factor_on")
        await sessions.end_all(connection, me_id, but=token)
        return RecoveryCodes(codes=await recovery.renew(connection, me_id))


async def renew_recovery(
    store: Store, me_id: str, token: str = "", *, password: str, code: str
) -> RecoveryCodes:
    """Other recovery codes; those of before work no more. WrongPassword, SignInAgain, WrongCode, NotFound."""
    await confirmed(store, me_id, password, token)
    async with store.writing() as connection:
        await _must_prove(connection, store, me_id, code)
        return RecoveryCodes(codes=await recovery.renew(connection, me_id))


async def remove(store: Store, me_id: str, token: str, *, password: str, code: str) -> None:
    """No code of an app is asked for any more; passkeys stay. All my sessions but the one of this token end.

    Raises:
        WrongPassword, SignInAgain, WrongCode.
        NotFound: I have none.
    """
    await confirmed(store, me_id, password, token)
    async with store.writing() as connection:
        if not await asks_code(connection, me_id):
            raise NotFound("There is no app.")
        await _must_prove(connection, store, me_id, code)
        await forget_app(connection, me_id)
        await noting.sign_in_changed(connection, me_id, "second_factor_off")
        await sessions.end_all(connection, me_id, but=token)


async def unlock(store: Store, handle: str) -> bool:
    """By whoever runs the service: off, and all sessions end. Whether there was one.

    Raises:
        NotFound.
        LastWayIn: a passkey is all that opens this account.
    """
    async with store.writing() as connection:
        account = (await find_known(connection, handle)).id
        had = await asks(connection, account)
        await forget(connection, account)
        await must_have_way_in(connection, account)
        if had:
            await sessions.end_all(connection, account)
        return had


async def _must_prove(connection: AsyncConnection, store: Store, me_id: str, code: str) -> None:
    if not await asks(connection, me_id):
        raise NotFound("There is no second factor.")
    if not await prove(connection, store, me_id, code):
        raise WrongCode("This code does not fit, or was used already.")


async def _not_on(connection: AsyncConnection, me_id: str) -> App | None:
    """What was begun; of one account one call at a time. SecondFactorOn: it is confirmed already."""
    await hold(connection, me_id)
    app = await app_of(connection, me_id)
    if app is not None and app.confirmed_at is not None:
        raise SecondFactorOn("You have a second factor; switch it off first.")
    return app
