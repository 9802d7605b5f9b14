"""Sessions: begun with a password, used with a token, listed and ended by their person."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import msgspec
from sqlalchemy import Delete, Row, Select, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from service.errors import NotFound, NotSignedIn, Unavailable
from service.events import SessionEnded
from service.identity import demands
from service.identity.account import Account
from service.messaging import views
from service.models import DemandKind, Me, Session
from service.store import Store
from service.store.tables import accounts, sessions
from service.store.typed import fetch, fetch_one
from service.store.unit_of_work import record
from wire.contracts.ids import new_id

MOST = 50
"""Sessions of one person; with one more, the one used longest ago ends."""

USED_EVERY = timedelta(minutes=5)
"""How exactly it is known when a session was last used."""

REMEMBERED = timedelta(days=30)
"""An expired session is known so long, so that a client can be told that it expired and was not ended."""

_TOKEN_BYTES = 32


def hash_of(token: str) -> str:
    """The token is random, so that one round of SHA-256 is enough; a copy of the store signs nobody in."""
    return sha256(token.encode(errors="replace")).hexdigest()


async def begin(
    connection: AsyncConnection, store: Store, person_id: str, device: str = "", issuer: str = ""
) -> str:
    """A new token for somebody, in the caller's transaction. `issuer`: provider that they have come by."""
    token, now = secrets.token_urlsafe(_TOKEN_BYTES), datetime.now(UTC)
    row = {
        "token_hash": hash_of(token),
        "person_id": person_id,
        "created_at": now,
        "expires_at": now + timedelta(days=store.session_days),
        "id": new_id(),
        "last_used_at": now,
        "device": device,
        "issuer": issuer,
    }
    await connection.execute(insert(sessions).values(row))
    await _end_oldest(connection, person_id)
    return token


class _SignedIn(Account, frozen=True, kw_only=True):
    """An account, and a session of it."""

    expires_at: datetime
    last_used_at: datetime | None
    issuer: str
    unmet: bool
    """An organisation asks how they sign in, and they do not."""


async def who(store: Store, token: str, *, lacking: Collection[DemandKind] = ()) -> Me:
    """Whose token this is. `lacking`: also of who does not meet what is asked for in these ways.

    Raises:
        NotSignedIn: unknown or ended; `details["reason"]` is "expired" where its time was up, else "ended".
        SecondFactorMissing, ProviderSignInMissing: an organisation asks for that, and its time has come.
    """
    query = _with_accounts(store, accounts, sessions.c.issuer).where(sessions.c.token_hash == hash_of(token))
    now = datetime.now(UTC)
    row = await store.look(lambda connection: fetch_one(connection, _SignedIn, query))
    if row is None or row.expires_at <= now:
        raise NotSignedIn("Sign in first.", reason="ended" if row is None else "expired")
    if _is_long_ago(row.last_used_at, now):
        await _note_use(store, [hash_of(token)], now)
    if not row.unmet:
        return views.me(row)
    demand = await store.look(
        lambda connection: demands.demand_on(connection, row.id, store.issuer, row.issuer)
    )
    if demand is not None and demand.kind not in lacking:
        demands.enforce(demand)
    return msgspec.structs.replace(views.me(row), demand=demand)


def _with_accounts(store: Store, *columns: Any) -> Select[Any]:
    """Sessions with what `who` asks of them, and these columns of theirs and of their accounts."""
    unmet = demands.unmet(store.issuer).label("unmet")
    asked = (sessions.c.expires_at, sessions.c.last_used_at, unmet)
    return select(*columns, *asked).join_from(accounts, sessions, sessions.c.person_id == accounts.c.id)


class _Held(msgspec.Struct, frozen=True):
    """What `_with_accounts` gives of a session."""

    token_hash: str
    expires_at: datetime
    last_used_at: datetime | None
    unmet: bool


async def holding(store: Store, tokens: Sequence[str]) -> frozenset[str]:
    """Of many tokens those that hold for certain, in one question; ask `who` of each of the others."""
    hashes, now = {hash_of(one): one for one in tokens}, datetime.now(UTC)
    query = _with_accounts(store, sessions.c.token_hash).where(sessions.c.token_hash.in_(hashes))
    rows = await store.look(lambda connection: fetch(connection, _Held, query))
    held = [one for one in rows if one.expires_at > now and not one.unmet]
    await _note_use(store, [one.token_hash for one in held if _is_long_ago(one.last_used_at, now)], now)
    return frozenset(hashes[one.token_hash] for one in held)


def _is_long_ago(used: datetime | None, now: datetime) -> bool:
    return used is None or used <= now - USED_EVERY


async def _note_use(store: Store, hashes: Sequence[str], now: datetime) -> None:
    """A busy store, or a full disk, keeps nobody from reading."""
    used = update(sessions).where(sessions.c.token_hash.in_(hashes)).values(last_used_at=now)

    async def note(connection: AsyncConnection) -> None:
        await connection.execute(used)

    if hashes:
        with suppress(Unavailable):
            await store.transact(note, relaxed=True)


async def list_sessions(store: Store, me_id: str, token: str) -> list[Session]:
    """Mine that hold, the one last used first; `token` says which of them asks."""
    query = (
        select(sessions)
        .where(sessions.c.person_id == me_id, sessions.c.expires_at > datetime.now(UTC))
        .order_by(sessions.c.last_used_at.desc(), sessions.c.id.desc())
        .limit(MOST)
    )
    async with store.reading() as connection:
        rows = (await connection.execute(query)).all()
    return [_view(row, current=row.token_hash == hash_of(token)) for row in rows]


async def end_session(store: Store, me_id: str, session_id: str) -> str:
    """End one of mine. Gives the name under which its sockets are known. NotFound."""
    ended = delete(sessions).where(sessions.c.person_id == me_id, sessions.c.id == session_id)
    async with store.writing() as connection:
        names = await _end(connection, ended)
    if not names:
        raise NotFound("There is no such session; it may have ended.")
    return names[0]


async def end_others(store: Store, me_id: str, token: str) -> list[str]:
    """End all of mine but the one of this token. Gives their names, as `end_session` does."""
    async with store.writing() as connection:
        return await end_all(connection, me_id, but=token)


async def end_all(connection: AsyncConnection, person_id: str, but: str = "") -> list[str]:
    """The same in the caller's transaction; without `but`, all of them."""
    return await end_all_but(connection, person_id, hash_of(but) if but else "")


async def end_all_but(connection: AsyncConnection, person_id: str, name: str) -> list[str]:
    """The same, where the hash of the token is what is known."""
    ended = delete(sessions).where(sessions.c.person_id == person_id, sessions.c.token_hash != name)
    return await _end(connection, ended)


async def lasts(
    connection: AsyncConnection, person_id: str, name: str, within: timedelta | None = None
) -> bool:
    """Whether this session of theirs goes on; with `within`, and was begun so short a time ago."""
    now = datetime.now(UTC)
    query = select(sessions.c.created_at).where(
        sessions.c.person_id == person_id, sessions.c.token_hash == name, sessions.c.expires_at > now
    )
    begun: datetime | None = await connection.scalar(query)
    return begun is not None and (within is None or begun > now - within)


async def came_by(connection: AsyncConnection, person_id: str, name: str, issuer: str) -> None:
    """In this session of theirs they have shown themselves to a provider, too; "": it is theirs no more."""
    theirs = (sessions.c.person_id == person_id, sessions.c.token_hash == name)
    await connection.execute(update(sessions).where(*theirs).values(issuer=issuer))


async def provider_of(connection: AsyncConnection, person_id: str, name: str) -> str:
    """The one that they have shown themselves to in this session of theirs; "": none."""
    query = select(sessions.c.issuer).where(sessions.c.person_id == person_id, sessions.c.token_hash == name)
    return await connection.scalar(query) or ""


async def sign_out(store: Store, token: str) -> None:
    """End a token; one that is unknown or ended already is fine."""
    async with store.writing() as connection:
        await _end(connection, delete(sessions).where(sessions.c.token_hash == hash_of(token)))


async def forget_expired(store: Store) -> int:
    """Delete sign-ins that expired long ago. How many they were."""
    ended = delete(sessions).where(sessions.c.expires_at <= datetime.now(UTC) - REMEMBERED)
    async with store.writing(relaxed=True) as connection:
        return (await connection.execute(ended)).rowcount


async def _end_oldest(connection: AsyncConnection, person_id: str) -> None:
    mine = sessions.c.person_id == person_id
    kept = (
        select(sessions.c.token_hash)
        .where(mine)
        .order_by(sessions.c.expires_at.desc(), sessions.c.id.desc())
        .limit(MOST)
    )
    await _end(connection, delete(sessions).where(mine, sessions.c.token_hash.not_in(kept)))


async def _end(connection: AsyncConnection, ended: Delete) -> list[str]:
    """Delete sessions; the sockets that were opened with them close. Gives their names."""
    rows = (await connection.execute(ended.returning(sessions.c.person_id, sessions.c.token_hash))).all()
    record(connection, *(SessionEnded(person_id=row.person_id, session=row.token_hash) for row in rows))
    return [row.token_hash for row in rows]


def _view(row: Row[tuple[object, ...]], *, current: bool) -> Session:
    return Session(
        id=row.id,
        created_at=row.created_at,
        last_used_at=row.last_used_at or row.created_at,
        device=row.device,
        current=current,
    )
