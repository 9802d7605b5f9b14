"""Signing in with a passkey alone, and proving oneself with one.

Whoever uses one was recognised by the device, by finger, face or PIN: it stands for both factors.
"""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
from sqlalchemy import select, update

from service.identity import ceremonies, challenges, demands, factor, sessions
from service.identity.account import Account
from service.identity.accounts import confirmed
from service.identity.ceremonies import NO_FIT, Made, Site
from service.identity.errors import PasskeyRefused, SecondFactorNeeded, WrongCode
from service.identity.passkey_models import Asserted, PasskeyAsked, Proof
from service.messaging import views
from service.models import SignedIn
from service.store import Store
from service.store.factor_tables import passkeys
from service.store.tables import accounts
from service.store.typed import fetch, fetch_one


class _Held(Made, frozen=True):
    """A passkey, and whose it is."""

    id: str
    account_id: str


async def ask_to_sign(store: Store, site: Site) -> PasskeyAsked:
    """What a device is asked to sign; whose passkey it has, it says itself."""
    async with store.writing(relaxed=True) as connection:
        return PasskeyAsked(challenge=await challenges.ask(connection, site), site=site.host)


async def enter(store: Store, site: Site, said: Asserted, device: str = "") -> SignedIn:
    """Sign in with a passkey alone.

    Raises:
        PasskeyRefused: nobody has it here, it did not sign what was asked, or its holder was not recognised.
    """
    account_id = await _signed(store, site, said)
    still = select(passkeys.c.id).where(
        passkeys.c.credential_id == said.id,
        passkeys.c.site == site.host,
        passkeys.c.account_id == account_id,
    )
    async with store.writing() as connection:
        await factor.hold(connection, account_id)
        found = await fetch(connection, Account, select(accounts).where(accounts.c.id == account_id))
        if not found or await connection.scalar(still) is None:  # removed since it has signed
            raise PasskeyRefused(NO_FIT)
        demand = await demands.demand_on(connection, account_id, store.issuer)
        me = msgspec.structs.replace(views.me(found[0]), demand=demand)
        return SignedIn(person=me, token=await sessions.begin(connection, store, account_id, device))


async def proven(store: Store, me_id: str, token: str, site: Site, proof: Proof) -> Account:
    """Me, by my password and, where there is a second factor, by that: not whoever knows the password alone.

    Raises:
        WrongPassword, SignInAgain, WrongCode, PasskeyRefused.
        SecondFactorNeeded: I have one, and nothing of it was given.
    """
    me = await confirmed(store, me_id, proof.password, token)
    async with store.writing() as connection:
        ways = await factor.ways(connection, me_id)
        if not ways:
            return me
        if proof.code:
            if await factor.prove(connection, store, me_id, proof.code):
                return me
            raise WrongCode("This code does not fit, or was used already.")
    if proof.passkey is None:
        raise SecondFactorNeeded("A second factor is asked for.", ways=",".join(ways))
    if await _signed(store, site, proof.passkey) != me_id:
        raise PasskeyRefused("This is a passkey of somebody else.")
    return me


async def _signed(store: Store, site: Site, said: Asserted) -> str:
    """Whose passkey has signed what was asked. Its count only ever grows: a copy of it is found out."""
    challenge = ceremonies.challenge_in(said.client_data)
    await challenges.answered(store, challenge, site)
    query = select(passkeys).where(passkeys.c.credential_id == said.id, passkeys.c.site == site.host)
    async with store.reading() as connection:
        held = await fetch_one(connection, _Held, query)
    if held is None:
        raise PasskeyRefused(NO_FIT)
    count = await ceremonies.asserted(site, challenge, said, held)
    used = update(passkeys).where(passkeys.c.id == held.id, passkeys.c.sign_count == held.sign_count)
    async with store.writing() as connection:
        changed = used.values(sign_count=count, last_used_at=datetime.now(UTC))
        if (await connection.execute(changed)).rowcount != 1:
            raise PasskeyRefused("This passkey is used elsewhere at this moment.")
    return held.account_id
