"""An account for who comes by an identity provider for the first time: a free handle, and no password."""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from service.errors import InvalidInput
from service.identity import handles, names
from service.identity.account import NO_HASH, Account
from service.outbound.provider import Claims
from service.store.tables import accounts
from service.store.typed import fetch
from wire.contracts.ids import new_id

_NOBODY = "person"
_LONGEST = 24
_OTHER = re.compile(r"[^a-z0-9_.-]+")
_TRIES = 20


async def make(connection: AsyncConnection, claims: Claims, language: str) -> Account:
    """In the caller's transaction. IntegrityError: somebody took the handle at the same moment."""
    handle = await _free(connection, claims)
    name = _name(claims, handle)
    row: dict[str, Any] = {"id": new_id(), "handle": handle, "name": name, "name_key": names.name_key(name)}
    row |= {"language": language, "password_hash": NO_HASH, "theme": "system", "demo": False}
    row["created_at"] = datetime.now(UTC)
    [made] = await fetch(connection, Account, insert(accounts).values(row).returning(accounts))
    return made


async def _free(connection: AsyncConnection, claims: Claims) -> str:
    """A handle that nobody has or had, like what they are called there."""
    for one in _candidates(claims):
        if not handles.is_reserved(one):
            taken = accounts.c.handle.in_([one, handles.mark_of(one)])
            if await connection.scalar(select(accounts.c.id).where(taken)) is None:
                return one
    raise AssertionError("64 random bits were taken")


def _candidates(claims: Claims) -> Iterator[str]:
    base = _plain(claims.preferred_username.partition("@")[0]) or _plain(claims.name) or _NOBODY
    yield base
    for _ in range(_TRIES):
        yield f"{base}{secrets.randbelow(10_000)}"
    yield f"{base[:16]}{secrets.token_hex(8)}"
    yield f"{_NOBODY}{secrets.token_hex(8)}"


def _plain(text: str) -> str:
    """As a handle is written; empty where nothing of it can be."""
    ascii_ = unicodedata.normalize("NFKD", text[:200]).encode("ascii", "ignore").decode().lower()
    found = _OTHER.sub(".", ascii_)[:_LONGEST].strip("._-")
    return found if len(found) > 1 else ""


def _name(claims: Claims, handle: str) -> str:
    for one in (claims.name, claims.preferred_username.partition("@")[0]):
        try:
            return names.name(one)
        except InvalidInput:
            continue
    return handle
