"""What is on its way to servers: taken one at a time, tried again after growing waits, given up, replayed."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import Select, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from service.desk import audit
from service.errors import NotFound, TooMany
from service.identity import policy
from service.outbound.webhooks import noting
from service.outbound.webhooks.endpoints import PING, one_of
from service.outbound.webhooks.models import Delivery, DeliveryPage, DeliveryState
from service.store import Store
from service.store.paging import begins, page_of
from service.store.typed import fetch, fetch_one
from service.store.webhook_tables import webhook_deliveries, webhooks
from wire.contracts.ids import is_id

AGAIN = tuple(timedelta(seconds=one) for one in (5, 30, 120, 600, 3600, 4 * 3600, 12 * 3600, 24 * 3600))
"""From each try to the next; with one more it is given up, after some two days."""

REST, LONGEST_REST = timedelta(seconds=5), timedelta(minutes=10)
"""After a failure nothing is sent to the same server for so long, twice as long with each in a row."""

PATIENCE = timedelta(days=5)
"""A server that has taken nothing for so long is switched off."""

GONE = 410
"""A server that answers so wants nothing any more."""

SHELVED = timedelta(days=3)
"""What waits for a server that is switched off is given up after so long: `SWITCHED_OFF`."""
SWITCHED_OFF = "switched_off"

KEPT: dict[DeliveryState, timedelta] = {"delivered": timedelta(days=7), "dead": timedelta(days=30)}
AT_ONCE, MOST = 5000, 100


class Sending(msgspec.Struct, frozen=True, kw_only=True):
    """A delivery that was taken, to be sent now."""

    id: str
    webhook_id: str
    url: str
    secret: str
    body: str
    attempts: int
    """This one among them."""


async def due(store: Store, now: datetime, but: Collection[str], most: int) -> list[str]:
    """Webhooks for which something is to be sent now, and that are not among `but`."""
    query = _due(now).with_only_columns(webhooks.c.id).distinct().limit(most)
    if but:
        query = query.where(webhooks.c.id.not_in(sorted(but)))
    async with store.reading() as connection:
        return list((await connection.execute(query)).scalars())


async def take(store: Store, webhook_id: str, now: datetime) -> Sending | None:
    """The oldest that is due; counted as tried before it is, so that a crash is a try too. None: none is."""
    oldest = _due(now).where(webhooks.c.id == webhook_id).order_by(webhook_deliveries.c.due_at).limit(1)
    async with store.writing() as connection:
        found = await fetch_one(connection, Sending, oldest)
        if found is None:
            return None
        tried = found.attempts + 1
        again = now + AGAIN[min(tried, len(AGAIN)) - 1]
        taken = update(webhook_deliveries).where(webhook_deliveries.c.id == found.id)
        await connection.execute(taken.values(attempts=tried, due_at=again))
        return msgspec.structs.replace(found, attempts=tried)


async def settle(
    store: Store, sent: Sending, now: datetime, *, status: int | None = None, error: str | None = None
) -> bool:
    """How it went: `status` that was answered, or why nothing was. Whether it was taken."""
    taken = status is not None and 200 <= status < 300
    over = taken or sent.attempts > len(AGAIN)
    values: dict[str, Any] = {"last_status": status, "last_error": error}
    if over:
        values |= {"state": "delivered" if taken else "dead", "due_at": None, "done_at": now}
    this = (webhook_deliveries.c.id == sent.id, webhook_deliveries.c.attempts == sent.attempts)
    async with store.writing() as connection:
        await connection.execute(update(webhook_deliveries).where(*this).values(values))
        await _note(connection, sent.webhook_id, now, status, taken=taken)
    return taken


async def list_deliveries(
    store: Store,
    me_id: str,
    organisation_id: str,
    webhook_id: str,
    *,
    state: DeliveryState | None = None,
    before: str | None = None,
    limit: int = 50,
) -> DeliveryPage:
    """Of a webhook, newest first.

    Raises:
        InvalidInput: `before` is no cursor of ours.
        NotFound, NotYours, RoleLacks.
    """
    after = begins(before, "before")
    query = select(webhook_deliveries).where(webhook_deliveries.c.webhook_id == webhook_id)
    query = query if state is None else query.where(webhook_deliveries.c.state == state)
    async with store.reading() as connection:
        await policy.must(connection, me_id, organisation_id, "oversee")
        await one_of(connection, organisation_id, webhook_id)
        items, next_ = await page_of(
            connection, Delivery, query, webhook_deliveries.c.id, after=after, limit=limit, most=MOST
        )
    return DeliveryPage(items=items, next=next_)


async def replay(
    store: Store, me_id: str, organisation_id: str, webhook_id: str, delivery_id: str
) -> Delivery:
    """Send it at once, as often as a new one, also where it was taken. NotFound, NotYours, RoleLacks."""
    again = {"state": "waiting", "attempts": 0, "due_at": datetime.now(UTC), "done_at": None}
    async with store.writing() as connection:
        await policy.must(connection, me_id, organisation_id, "oversee")
        await one_of(connection, organisation_id, webhook_id)
        this = (webhook_deliveries.c.id == delivery_id, webhook_deliveries.c.webhook_id == webhook_id)
        changed = update(webhook_deliveries).where(*this).values(again).returning(webhook_deliveries)
        found = await fetch(connection, Delivery, changed) if is_id(delivery_id) else []
        if not found:
            raise NotFound("There is no such delivery.")
        await connection.execute(update(webhooks).where(webhooks.c.id == webhook_id).values(retry_at=None))
        await audit.note(connection, organisation_id, me_id, "delivery_replayed", subject_id=delivery_id)
        return found[0]


async def trial(store: Store, me_id: str, organisation_id: str, webhook_id: str) -> Delivery:
    """Send a `ping` that says nothing, to see whether it arrives.

    Raises:
        TooMany: so much waits already; one that is switched off is sent nothing.
        NotFound, NotYours, RoleLacks.
    """
    async with store.writing() as connection:
        await policy.must(connection, me_id, organisation_id, "oversee")
        if (await one_of(connection, organisation_id, webhook_id)).waiting >= noting.MOST_WAITING:
            raise TooMany(f"{noting.MOST_WAITING} wait for it already.", limit=noting.MOST_WAITING)
        made = await noting.note_one(connection, webhook_id, PING, organisation_id)
        await connection.execute(update(webhooks).where(webhooks.c.id == webhook_id).values(retry_at=None))
        query = select(webhook_deliveries).where(webhook_deliveries.c.id == made)
        [found] = await fetch(connection, Delivery, query)
        return found


async def forget_done(store: Store, now: datetime) -> int:
    """Forget what was delivered or given up long enough ago; the rest goes with the next run."""
    old = or_(
        *(
            (webhook_deliveries.c.state == state) & (webhook_deliveries.c.done_at < now - kept)
            for state, kept in KEPT.items()
        )
    )
    some = select(webhook_deliveries.c.id).where(old).limit(AT_ONCE)
    async with store.writing(relaxed=True) as connection:
        gone = delete(webhook_deliveries).where(webhook_deliveries.c.id.in_(some))
        return (await connection.execute(gone)).rowcount


async def forget_about(store: Store, person_id: str) -> int:
    """Forget what was delivered or given up that names somebody. How much it was. What waits is still told,
    and goes by its time.
    """
    named = webhook_deliveries.c.body.contains(person_id, autoescape=True)
    query = select(webhook_deliveries.c.id).where(webhook_deliveries.c.state != "waiting", named)
    total = 0
    while True:
        async with store.reading() as connection:
            ids = list((await connection.execute(query.limit(AT_ONCE))).scalars())
        if not ids:
            return total
        async with store.writing(relaxed=True) as connection:
            gone = delete(webhook_deliveries).where(webhook_deliveries.c.id.in_(ids))
            total += (await connection.execute(gone)).rowcount


async def give_up_shelved(store: Store, now: datetime) -> int:
    """Give up what has waited too long for servers that are switched off; it can be replayed. How much it
    was; the rest comes with the next run."""
    off = select(webhooks.c.id).where(~webhooks.c.enabled)
    old = (
        webhook_deliveries.c.webhook_id.in_(off),
        webhook_deliveries.c.state == "waiting",
        webhook_deliveries.c.created_at < now - SHELVED,
    )
    some = select(webhook_deliveries.c.id).where(*old).limit(AT_ONCE)
    dead = {"state": "dead", "due_at": None, "done_at": now, "last_error": SWITCHED_OFF}
    async with store.writing(relaxed=True) as connection:
        gone = update(webhook_deliveries).where(webhook_deliveries.c.id.in_(some)).values(dead)
        return (await connection.execute(gone)).rowcount


def _due(now: datetime) -> Select[Any]:
    return (
        select(
            webhook_deliveries.c.id,
            webhook_deliveries.c.webhook_id,
            webhooks.c.url,
            webhooks.c.secret,
            webhook_deliveries.c.body,
            webhook_deliveries.c.attempts,
        )
        .join(webhooks, webhooks.c.id == webhook_deliveries.c.webhook_id)
        .where(
            webhook_deliveries.c.state == "waiting",
            webhook_deliveries.c.due_at <= now,
            webhooks.c.enabled,
            or_(webhooks.c.retry_at.is_(None), webhooks.c.retry_at <= now),
        )
    )


async def _note(
    connection: AsyncConnection, webhook_id: str, now: datetime, status: int | None, *, taken: bool
) -> None:
    """How its server does."""
    this = webhooks.c.id == webhook_id
    fine: dict[str, Any] = {"failures": 0, "failing_since": None, "retry_at": None, "last_status": status}
    if taken:
        await connection.execute(update(webhooks).where(this).values(fine))
        return
    query = select(webhooks.c.failures, webhooks.c.failing_since).where(this)
    row = (await connection.execute(query)).one_or_none()
    if row is None:  # it was taken away meanwhile
        return
    since = row.failing_since or now
    rest = min(REST * 2 ** min(row.failures, 10), LONGEST_REST)
    values: dict[str, Any] = {"failures": row.failures + 1, "failing_since": since, "retry_at": now + rest}
    off = status == GONE or now - since >= PATIENCE
    values |= {"last_status": status} | ({"enabled": False} if off else {})
    await connection.execute(update(webhooks).where(this).values(values))
