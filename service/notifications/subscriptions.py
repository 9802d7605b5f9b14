"""Where somebody's browsers are told: kept for each sign-in, and gone with it."""

from __future__ import annotations

import base64
import binascii
from datetime import UTC, datetime
from hashlib import sha256

import msgspec
from sqlalchemy import String, bindparam, delete, insert, or_, select, update

from service.errors import InvalidInput
from service.identity import demands
from service.identity.sessions import hash_of
from service.outbound.addresses import host_of, is_private
from service.store import Store
from service.store.tables import accounts, push_subscriptions, sessions
from service.store.typed import fetch, fetch_one
from service.text import validation
from wire.contracts.ids import new_id

LONGEST = 1000
"""Characters of an endpoint."""
MOST_FAILURES = 10
"""Pushes in a row that a place may refuse before it is forgotten."""


class Asked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a browser gives for being told. Keys in base64url."""

    endpoint: str
    p256dh: str
    auth: str
    hides_text: bool = False
    """Notifications say who wrote, and not what."""


class Subscription(msgspec.Struct, frozen=True, kw_only=True):
    """One place."""

    id: str
    person_id: str
    endpoint: str
    p256dh: str
    auth: str
    hides_text: bool


async def subscribe(store: Store, me_id: str, token: str, asked: Asked, *, private: bool) -> None:
    """Tell this browser from now on, in place of what it gave before. `private`: any address will do.

    Raises:
        InvalidInput: `details["field"]` names what will not do.
    """
    _check(asked, private=private)
    session, key = hash_of(token), sha256(asked.endpoint.encode()).hexdigest()
    table = push_subscriptions
    before = delete(table).where(or_(table.c.session == session, table.c.endpoint_key == key))
    row = {"id": new_id(), "session": session, "person_id": me_id, "endpoint_key": key, "failures": 0}
    row |= msgspec.structs.asdict(asked) | {"created_at": datetime.now(UTC)}
    async with store.writing() as connection:
        await connection.execute(before)
        await connection.execute(insert(table).values(row))


async def unsubscribe(store: Store, token: str) -> None:
    """Tell this browser no more."""
    mine = push_subscriptions.c.session == hash_of(token)
    async with store.writing() as connection:
        await connection.execute(delete(push_subscriptions).where(mine))


async def subscription_of(store: Store, token: str) -> Subscription | None:
    """Where the browser of this sign-in is told; None: nowhere."""
    query = select(push_subscriptions).where(push_subscriptions.c.session == hash_of(token))
    async with store.reading() as connection:
        return await fetch_one(connection, Subscription, query)


_PLACES = (
    select(push_subscriptions)
    .join(accounts, accounts.c.id == push_subscriptions.c.person_id)
    .join(sessions, sessions.c.token_hash == push_subscriptions.c.session)
    .where(
        push_subscriptions.c.person_id == bindparam("person"),
        ~demands.held(bindparam("now"), bindparam("issuer", type_=String)),
    )
    .order_by(push_subscriptions.c.id)
)
"""Built once: it is asked for everybody who gets a message."""


async def subscriptions_of(store: Store, person_id: str) -> list[Subscription]:
    """All places of one person; none of who is kept out for how they sign in."""
    asked = {"person": person_id, "now": datetime.now(UTC), "issuer": store.issuer}
    return await store.look(lambda connection: fetch(connection, Subscription, _PLACES, **asked))


async def note(store: Store, subscription_id: str, *, taken: bool, gone: bool = False) -> None:
    """How a push went. A place that is gone, or that refuses again and again, is forgotten."""
    table = push_subscriptions
    here = table.c.id == subscription_id
    failures = 0 if taken else table.c.failures + 1
    async with store.writing(relaxed=True) as connection:
        await connection.execute(update(table).where(here).values(failures=failures))
        lost = here if gone else here & (table.c.failures >= MOST_FAILURES)
        await connection.execute(delete(table).where(lost))


def _check(asked: Asked, *, private: bool) -> None:
    endpoint = validation.storable(asked.endpoint, "endpoint")
    host = host_of(endpoint, ("https", "http") if private else ("https",), LONGEST)
    if host is None:
        raise InvalidInput("An endpoint is an https address of a push service.", field="endpoint")
    if not private and is_private(host):
        raise InvalidInput("An endpoint is at a public address.", field="endpoint")
    key = _bytes(asked.p256dh, "p256dh", 65)
    _bytes(asked.auth, "auth", 16)
    from cryptography.hazmat.primitives.asymmetric import ec

    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), key)
    except ValueError as error:
        raise InvalidInput("This is no point of the curve.", field="p256dh") from error


def _bytes(text: str, field: str, size: int) -> bytes:
    try:
        found = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise InvalidInput(f"The field {field!r} is not base64url.", field=field) from error
    if len(found) != size:
        raise InvalidInput(f"The field {field!r} has {size} bytes.", field=field)
    return found
