"""What devices are asked to sign: random, for one host, answered once, within some minutes."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from service.identity.ceremonies import Site
from service.identity.errors import PasskeyRefused
from service.identity.sessions import hash_of
from service.store import Store
from service.store.factor_tables import challenges

LASTS = timedelta(minutes=5)
_BYTES = 32


async def ask(
    connection: AsyncConnection, site: Site, account_id: str | None = None, token: str | None = None
) -> str:
    """One more, in the caller's transaction: to sign in, or of a session that adds a passkey."""
    row = {"challenge": secrets.token_urlsafe(_BYTES), "site": site.host, "account_id": account_id}
    row["session"] = None if token is None else hash_of(token)
    await connection.execute(insert(challenges).values(row | {"expires_at": datetime.now(UTC) + LASTS}))
    return str(row["challenge"])


async def answered(
    store: Store, challenge: str, site: Site, account_id: str | None = None, token: str | None = None
) -> None:
    """It is asked no more, whatever the answer is worth. PasskeyRefused: it never was so, or too long ago."""
    table, session = challenges, None if token is None else hash_of(token)
    taken = delete(table).where(
        table.c.challenge == challenge,
        table.c.site == site.host,
        table.c.account_id.is_(None) if account_id is None else table.c.account_id == account_id,
        table.c.session.is_(None) if session is None else table.c.session == session,
        table.c.expires_at > datetime.now(UTC),
    )
    async with store.writing() as connection:
        if (await connection.execute(taken)).rowcount != 1:
            raise PasskeyRefused("This was not asked, or too long ago.")


async def forget_unanswered(store: Store) -> int:
    """Delete what was asked and never answered. How many."""
    late = delete(challenges).where(challenges.c.expires_at <= datetime.now(UTC))
    async with store.writing(relaxed=True) as connection:
        return (await connection.execute(late)).rowcount
