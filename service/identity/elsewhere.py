"""Signing in by the installation's identity provider (OpenID Connect): begun here, done there, and come back.

What comes back counts once, within ten minutes, in the browser that began. Somebody is known by issuer and
subject alone: no name and no address that a provider tells opens an account that is there. Whoever has one
adds it, signed in.
"""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, Literal

import msgspec
from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from service.errors import NotFound
from service.identity import demands, factor, newcomers, noting, sessions
from service.identity.account import NO_HASH, Account
from service.identity.ceremonies import Site
from service.identity.entering import proven
from service.identity.errors import IdentityTaken, LastWayIn
from service.identity.passkey_models import Proof
from service.messaging import views
from service.models import SignedIn
from service.outbound.errors import ProviderRefused
from service.outbound.provider import Asked, Claims, IdentityProvider
from service.store import Store
from service.store.factor_tables import flows, identities
from service.store.tables import accounts
from service.store.typed import fetch, fetch_one
from wire.contracts.ids import is_id, new_id

LASTS = timedelta(minutes=10)
CALLBACK = "/api/oidc/callback"
MOST_TRIES = 3
_BYTES = 32
_TRIES = 5
"""Each loses to another who took the same handle, or came as the same person, at this moment."""

Back = Literal["/", "/desk"]


class ProviderIdentity(msgspec.Struct, frozen=True, kw_only=True):
    """Who I am at a provider. `name`: what I was called there at last."""

    id: str
    issuer: str
    name: str
    created_at: datetime
    last_used_at: datetime


class WaysIn(msgspec.Struct, frozen=True, kw_only=True):
    """Besides passkeys: whether I have a password, and who I am at providers."""

    password: bool
    identities: tuple[ProviderIdentity, ...]


class Begun(msgspec.Struct, frozen=True, kw_only=True):
    """Where the browser goes. `browser` is for its cookie: what comes back counts with it alone."""

    url: str
    browser: str


class Returned(msgspec.Struct, frozen=True, kw_only=True):
    """What came back: to which page, and who is signed in; null: who is signed in already has added it."""

    back: Back
    signed: SignedIn | None


class _Flow(msgspec.Struct, frozen=True):
    site: str
    nonce: str
    verifier: str
    back: Back
    language: str
    account_id: str | None
    session: str | None


async def begin(
    store: Store,
    provider: IdentityProvider,
    site: Site,
    *,
    back: Back,
    language: str,
    me_id: str | None = None,
    token: str | None = None,
) -> Begun:
    """Of who signs in, or, with an id and a token, of who adds what they are there. ProviderUnavailable."""
    state, browser = secrets.token_urlsafe(_BYTES), secrets.token_urlsafe(_BYTES)
    asked = _asked(site.origin, secrets.token_urlsafe(_BYTES), secrets.token_urlsafe(_BYTES))
    url = await provider.way(asked, state)
    row: dict[str, Any] = {
        "state": _hash(state),
        "browser": _hash(browser),
        "nonce": asked.nonce,
        "verifier": asked.verifier,
    }
    row |= {"site": site.origin, "back": back, "language": language, "account_id": me_id}
    row |= {"session": None if token is None else sessions.hash_of(token)}
    async with store.writing() as connection:
        await connection.execute(insert(flows).values(row | {"expires_at": datetime.now(UTC) + LASTS}))
    return Begun(url=url, browser=browser)


async def ask_to_add(
    store: Store, provider: IdentityProvider, me: Account, token: str, site: Site, back: Back
) -> Begun:
    """Of who has proven who they are here."""
    return await begin(store, provider, site, back=back, language=me.language, me_id=me.id, token=token)


async def come_back(
    store: Store,
    provider: IdentityProvider,
    *,
    state: str,
    browser: str,
    code: str | None,
    issuer: str | None,
    device: str = "",
) -> Returned:
    """Who has been at the provider, and where to.

    Raises:
        ProviderRefused: it was not begun in this browser, came too late, was refused there, or does not hold.
        ProviderUnavailable: the provider does not answer.
        IdentityTaken: somebody else here is that already.
    """
    flow = await _taken(store, state, browser)
    if not code:
        raise ProviderRefused("The provider lets nobody in.")
    claims = await provider.claims(_asked(flow.site, flow.nonce, flow.verifier), code, issuer)
    for left in reversed(range(_TRIES)):
        try:
            return Returned(
                back=flow.back, signed=await _entered(store, provider.issuer, flow, claims, device)
            )
        except IntegrityError:
            if not left:
                raise
    raise AssertionError


async def ways_in(store: Store, me_id: str) -> WaysIn:
    """Mine."""
    async with store.reading() as connection:
        return await _ways(connection, me_id)


async def remove(store: Store, me_id: str, token: str, site: Site, identity_id: str, proof: Proof) -> None:
    """It opens nothing any more. All my sessions but this one end.

    Raises:
        LastWayIn: nothing else opens my account.
        NotFound; and as `proven`.
    """
    await proven(store, me_id, token, site, proof)
    gone = delete(identities).where(identities.c.account_id == me_id, identities.c.id == identity_id)
    async with store.writing() as connection:
        await factor.hold(connection, me_id)
        if not is_id(identity_id) or (await connection.execute(gone)).rowcount != 1:
            raise NotFound("You are not known by this.")
        await must_have_way_in(connection, me_id)
        await noting.sign_in_changed(connection, me_id, "identity_removed")
        await sessions.end_all(connection, me_id, but=token)
        await sessions.came_by(connection, me_id, sessions.hash_of(token), "")


async def must_have_way_in(connection: AsyncConnection, me_id: str) -> None:
    """LastWayIn: there is neither password nor passkey nor provider."""
    known = await _ways(connection, me_id)
    if not (known.password or known.identities or await factor.count_passkeys(connection, me_id)):
        raise LastWayIn("Nothing else opens your account: set a password first.")


async def forget_abandoned(store: Store) -> int:
    """Delete what was begun and never came back. How many."""
    late = delete(flows).where(flows.c.expires_at <= datetime.now(UTC))
    async with store.writing(relaxed=True) as connection:
        return (await connection.execute(late)).rowcount


async def _taken(store: Store, state: str, browser: str) -> _Flow:
    """It is over with that, whatever comes of it. ProviderRefused."""
    query = delete(flows).where(
        flows.c.state == _hash(state),
        flows.c.browser == _hash(browser),
        flows.c.expires_at > datetime.now(UTC),
    )
    async with store.writing() as connection:
        found = await fetch(connection, _Flow, query.returning(flows))
    if not found:
        raise ProviderRefused("This was not begun in this browser, or too long ago.")
    return found[0]


async def _entered(store: Store, issuer: str, flow: _Flow, claims: Claims, device: str) -> SignedIn | None:
    known = (identities.c.issuer == issuer, identities.c.subject == claims.sub)
    async with store.writing() as connection:
        whose = await connection.scalar(select(identities.c.account_id).where(*known))
        if flow.account_id is not None:
            await _add(connection, issuer, flow, claims, whose)
            return None
        query = select(accounts).where(accounts.c.id == whose)
        me = await fetch_one(connection, Account, query) if whose is not None else None
        if me is None:
            me = await newcomers.make(connection, claims, flow.language)
            await _insert(connection, issuer, me.id, claims)
        else:
            await factor.hold(connection, me.id)
        called = {"name": _called(claims), "last_used_at": datetime.now(UTC)}
        if (await connection.execute(update(identities).where(*known).values(called))).rowcount != 1:
            raise ProviderRefused("This opens no account any more.")
        demand = await demands.demand_on(connection, me.id, store.issuer, issuer)
        token = await sessions.begin(connection, store, me.id, device, issuer)
        return SignedIn(person=msgspec.structs.replace(views.me(me), demand=demand), token=token)


async def _add(
    connection: AsyncConnection, issuer: str, flow: _Flow, claims: Claims, whose: str | None
) -> None:
    """To who began it, as long as that session lasts."""
    me_id = flow.account_id or ""
    if whose is not None and whose != me_id:
        raise IdentityTaken("Another account is opened by this.")
    await factor.hold(connection, me_id)
    if not await sessions.lasts(connection, me_id, flow.session or ""):
        raise ProviderRefused("The session in which this was begun is over.")
    if whose is None:
        await _must_be_let_in(connection, issuer, me_id, flow.session or "")
        await _insert(connection, issuer, me_id, claims)
        await noting.sign_in_changed(connection, me_id, "identity_added")
        await sessions.end_all_but(connection, me_id, flow.session or "")
    await sessions.came_by(connection, me_id, flow.session or "", issuer)


async def _must_be_let_in(connection: AsyncConnection, issuer: str, me_id: str, session: str) -> None:
    """Who is kept out, and known there already, comes by that: else a password that somebody has found would
    open, by their own account there, what is asked for so that a password opens it no more. ProviderRefused.
    """
    known = (identities.c.account_id == me_id, identities.c.issuer == issuer)
    if await connection.scalar(select(identities.c.id).where(*known).limit(1)) is None:
        return
    came_by = await sessions.provider_of(connection, me_id, session)
    demand = await demands.demand_on(connection, me_id, issuer, came_by)
    if demand is not None and demand.due and demand.kind == "provider":
        raise ProviderRefused("This account is known to the provider already: come by that.")


async def _insert(connection: AsyncConnection, issuer: str, account_id: str, claims: Claims) -> None:
    now = datetime.now(UTC)
    row: dict[str, Any] = {"id": new_id(), "account_id": account_id, "issuer": issuer, "subject": claims.sub}
    row |= {"name": _called(claims), "created_at": now, "last_used_at": now}
    await connection.execute(insert(identities).values(row))


async def _ways(connection: AsyncConnection, me_id: str) -> WaysIn:
    query = select(identities).where(identities.c.account_id == me_id).order_by(identities.c.id)
    found = await fetch(connection, ProviderIdentity, query)
    hashed = await connection.scalar(select(accounts.c.password_hash).where(accounts.c.id == me_id))
    return WaysIn(password=hashed != NO_HASH, identities=tuple(found))


def _called(claims: Claims) -> str:
    called = (claims.preferred_username or claims.name).replace("\x00", "")[:200]
    return called.encode(errors="replace").decode()


def _asked(origin: str, nonce: str, verifier: str) -> Asked:
    return Asked(redirect=origin + CALLBACK, nonce=nonce, verifier=verifier)


def _hash(secret: str) -> str:
    return sha256(secret.encode(errors="replace")).hexdigest()
