"""Passkeys (WebAuthn) of an account: added, named, listed, removed. Where there is one, the password alone
opens nothing: a passkey is a second factor by being there.
"""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from service.errors import InvalidInput, NotFound, TooMany
from service.identity import ceremonies, challenges, factor, noting, recovery, sessions
from service.identity.ceremonies import Site
from service.identity.elsewhere import must_have_way_in
from service.identity.entering import proven
from service.identity.errors import PasskeyRefused
from service.identity.passkey_models import Attested, Passkey, PasskeyAdded, PasskeyAsked, Proof
from service.store import Store
from service.store.factor_tables import passkeys
from service.store.typed import fetch
from service.text import validation
from wire.contracts.ids import is_id, new_id

MOST = 20
"""Of one account."""


async def list_passkeys(store: Store, me_id: str) -> list[Passkey]:
    """Mine, the oldest first."""
    query = select(passkeys).where(passkeys.c.account_id == me_id).order_by(passkeys.c.id)
    async with store.reading() as connection:
        return await fetch(connection, Passkey, query)


async def ask_to_add(store: Store, me_id: str, token: str, site: Site, proof: Proof) -> PasskeyAsked:
    """What a device is asked to make one with. Raises as `proven`, and TooMany."""
    me = await proven(store, me_id, token, site, proof)
    known = select(passkeys.c.credential_id).where(
        passkeys.c.account_id == me_id, passkeys.c.site == site.host
    )
    async with store.writing() as connection:
        await _room(connection, me_id)
        asked = await challenges.ask(connection, site, me_id, token)
        ids = tuple((await connection.execute(known)).scalars())
    return PasskeyAsked(challenge=asked, site=site.host, user_id=me_id, handle=me.handle, known=ids)


async def add(store: Store, me_id: str, token: str, site: Site, said: Attested) -> PasskeyAdded:
    """Keep a new one. All my sessions but this one end, so that I hear of it where I am signed in.

    Raises:
        InvalidInput: the name cannot be used.
        PasskeyRefused: it is not what was asked of this session, came too late, or is known.
        TooMany: I have as many as one may have.
    """
    name = _name(said.name)
    challenge = ceremonies.challenge_in(said.client_data)
    await challenges.answered(store, challenge, site, me_id, token)
    made = await ceremonies.attested(site, challenge, said)
    row = msgspec.structs.asdict(made) | {"id": new_id(), "account_id": me_id, "name": name}
    row |= {"site": site.host, "created_at": datetime.now(UTC)}
    try:
        async with store.writing() as connection:
            await _room(connection, me_id)
            first = not await factor.asks(connection, me_id)
            [kept] = await fetch(connection, Passkey, insert(passkeys).values(row).returning(passkeys))
            await noting.sign_in_changed(connection, me_id, "passkey_added")
            await sessions.end_all(connection, me_id, but=token)
            codes = await recovery.renew(connection, me_id) if first else ()
    except IntegrityError as error:
        raise PasskeyRefused("This passkey is known already.") from error
    return PasskeyAdded(passkey=kept, codes=codes)


async def rename(store: Store, me_id: str, passkey_id: str, name: str) -> Passkey:
    """Call it otherwise. InvalidInput, NotFound."""
    called = update(passkeys).where(passkeys.c.account_id == me_id, passkeys.c.id == passkey_id)
    async with store.writing() as connection:
        changed = called.values(name=_name(name)).returning(passkeys)
        found = await fetch(connection, Passkey, changed) if is_id(passkey_id) else []
    if not found:
        raise _unknown()
    return found[0]


async def remove(store: Store, me_id: str, token: str, site: Site, passkey_id: str, proof: Proof) -> None:
    """It opens nothing any more. All my sessions but this end. Raises as `proven`, NotFound, LastWayIn."""
    await proven(store, me_id, token, site, proof)
    gone = delete(passkeys).where(passkeys.c.account_id == me_id, passkeys.c.id == passkey_id)
    async with store.writing() as connection:
        await factor.hold(connection, me_id)
        if not is_id(passkey_id) or (await connection.execute(gone)).rowcount != 1:
            raise _unknown()
        await must_have_way_in(connection, me_id)
        await factor.settle(connection, me_id)
        await noting.sign_in_changed(connection, me_id, "passkey_removed")
        await sessions.end_all(connection, me_id, but=token)


def _name(text: str) -> str:
    name = validation.storable(text, "name").strip()
    if not name:
        raise InvalidInput("A passkey has a name.", field="name")
    return name


def _unknown() -> NotFound:
    return NotFound("There is no such passkey.")


async def _room(connection: AsyncConnection, me_id: str) -> None:
    """Of one account one call at a time. TooMany."""
    await factor.hold(connection, me_id)
    if await factor.count_passkeys(connection, me_id) >= MOST:
        raise TooMany(f"You can have {MOST} passkeys.", limit=MOST)
