"""Recovery codes: for who has lost the authenticator. Random, shown once, kept as hashes, each used once."""

from __future__ import annotations

import secrets
from hashlib import sha256

from sqlalchemy import delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from service.store.factor_tables import recovery_codes

CODES = 10
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without those that are taken for each other."""
_LENGTH, _GROUP = 16, 4
"""79 bits: one round of SHA-256 is enough for what nobody can try through."""


async def renew(connection: AsyncConnection, account_id: str) -> tuple[str, ...]:
    """New ones, in the caller's transaction; those of before work no more."""
    await forget(connection, account_id)
    made = tuple(_code() for _ in range(CODES))
    rows = [{"code_hash": _hash_of(account_id, one), "account_id": account_id} for one in made]
    await connection.execute(insert(recovery_codes), rows)
    return made


async def use(connection: AsyncConnection, account_id: str, typed: str) -> bool:
    """Whether this was one of them; it is none any more."""
    gone = delete(recovery_codes).where(
        recovery_codes.c.account_id == account_id, recovery_codes.c.code_hash == _hash_of(account_id, typed)
    )
    return (await connection.execute(gone)).rowcount == 1


async def left(connection: AsyncConnection, account_id: str) -> int:
    """How many are not used yet."""
    mine = select(func.count()).where(recovery_codes.c.account_id == account_id)
    return int(await connection.scalar(mine) or 0)


async def forget(connection: AsyncConnection, account_id: str) -> None:
    """None works any more."""
    await connection.execute(delete(recovery_codes).where(recovery_codes.c.account_id == account_id))


def _code() -> str:
    letters = "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))
    return "-".join(letters[at : at + _GROUP] for at in range(0, _LENGTH, _GROUP))


def _hash_of(account_id: str, typed: str) -> str:
    """Of a code as people type it: any case, with or without what parts its groups."""
    plain = "".join(one for one in typed.lower() if one.isalnum())
    return sha256(f"{account_id} {plain}".encode(errors="replace")).hexdigest()
