"""Webhooks of an organisation: made, changed and taken away by its owners and admins."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, get_args

import msgspec
from msgspec import UNSET, UnsetType
from sqlalchemy import Select, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from service.desk import audit
from service.errors import InvalidInput, NotFound, TooMany
from service.identity import policy
from service.outbound.hooks import checked_url
from service.outbound.signing import new_secret
from service.outbound.webhooks.models import Webhook, WebhookMade
from service.store import Store
from service.store.typed import fetch_one
from service.store.webhook_tables import webhook_deliveries, webhooks
from wire.contracts.activity_kinds import ActivityKind
from wire.contracts.ids import is_id, new_id

MOST = 20
"""Webhooks of one organisation."""

EVERYTHING, PING = "*", "ping"
KINDS: frozenset[str] = frozenset(get_args(ActivityKind))


class WebhookWanted(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What of a webhook is to be otherwise; what is left out stays."""

    url: str | UnsetType = UNSET
    events: tuple[str, ...] | UnsetType = UNSET
    enabled: bool | UnsetType = UNSET
    new_secret: bool = False
    """Nothing is signed with the old one any more."""


class _Row(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    url: str
    events: str
    enabled: bool
    created_at: datetime
    failing_since: datetime | None
    last_status: int | None
    waiting: int
    dead: int


async def create_webhook(
    store: Store, me_id: str, organisation_id: str, wanted: WebhookWanted, *, private: bool
) -> WebhookMade:
    """A new one, which is told of all that happens from now on and that it wants. `private`: of the settings.

    Raises:
        InvalidInput: `details["field"]`.
        TooMany, NotFound, NotYours, RoleLacks.
    """
    row: dict[str, Any] = {"id": new_id(), "organisation_id": organisation_id, "secret": new_secret()}
    row |= {"enabled": True, "failures": 0, "created_at": datetime.now(UTC)}
    row |= _values(wanted, private=private)
    async with store.writing() as connection:
        await policy.must(connection, me_id, organisation_id, "oversee", lock=True)
        here = select(func.count()).where(webhooks.c.organisation_id == organisation_id)
        if int(await connection.scalar(here) or 0) >= MOST:
            raise TooMany(f"An organisation has at most {MOST} webhooks.", limit=MOST)
        await connection.execute(insert(webhooks).values(row))
        await audit.note(connection, organisation_id, me_id, "webhook_created", subject_id=row["id"])
        return _made(await one_of(connection, organisation_id, row["id"]), row["secret"])


async def list_webhooks(store: Store, me_id: str, organisation_id: str) -> list[Webhook]:
    """Those of an organisation, the oldest first. NotFound, NotYours, RoleLacks."""
    query = _shown().where(webhooks.c.organisation_id == organisation_id).order_by(webhooks.c.id)
    async with store.reading() as connection:
        await policy.must(connection, me_id, organisation_id, "oversee")
        rows = (await connection.execute(query)).all()
    return [_view(msgspec.convert(row, _Row, from_attributes=True)) for row in rows]


async def change_webhook(
    store: Store, me_id: str, organisation_id: str, webhook_id: str, wanted: WebhookWanted, *, private: bool
) -> Webhook | WebhookMade:
    """Change one; with another address, or switched on, it is tried at once. Raises as `create_webhook`."""
    values = _values(wanted, private=private)
    if wanted.new_secret:
        values["secret"] = new_secret()
    async with store.writing() as connection:
        await policy.must(connection, me_id, organisation_id, "oversee")
        await one_of(connection, organisation_id, webhook_id)
        if values:
            fresh = values | {"failures": 0, "failing_since": None, "retry_at": None}
            await connection.execute(update(webhooks).where(webhooks.c.id == webhook_id).values(fresh))
            await audit.note(connection, organisation_id, me_id, "webhook_changed", subject_id=webhook_id)
        found = await one_of(connection, organisation_id, webhook_id)
        return _made(found, values["secret"]) if wanted.new_secret else found


async def delete_webhook(store: Store, me_id: str, organisation_id: str, webhook_id: str) -> None:
    """Nothing is sent there any more, nor what is on its way. NotFound, NotYours, RoleLacks."""
    async with store.writing() as connection:
        await policy.must(connection, me_id, organisation_id, "oversee")
        await one_of(connection, organisation_id, webhook_id)
        await connection.execute(delete(webhooks).where(webhooks.c.id == webhook_id))
        await audit.note(connection, organisation_id, me_id, "webhook_deleted", subject_id=webhook_id)


async def one_of(connection: AsyncConnection, organisation_id: str, webhook_id: str) -> Webhook:
    """A webhook of this organisation. NotFound."""
    here = (webhooks.c.id == webhook_id, webhooks.c.organisation_id == organisation_id)
    found = await fetch_one(connection, _Row, _shown().where(*here)) if is_id(webhook_id) else None
    if found is None:
        raise NotFound("There is no such webhook.")
    return _view(found)


def events(names: Iterable[str]) -> tuple[str, ...]:
    """As they are stored. InvalidInput: nothing of that kind happens, or none is named."""
    found = tuple(dict.fromkeys(names))
    unknown = set(found) - KINDS - {EVERYTHING}
    if unknown or not found:
        raise InvalidInput("Name events that there are, or * for all.", field="events")
    return (EVERYTHING,) if EVERYTHING in found else found


def _shown() -> Select[Any]:
    return select(webhooks, _count("waiting").label("waiting"), _count("dead").label("dead"))


def _count(state: str) -> Any:
    theirs = (webhook_deliveries.c.webhook_id == webhooks.c.id, webhook_deliveries.c.state == state)
    return select(func.count()).where(*theirs).correlate(webhooks).scalar_subquery()


def _values(wanted: WebhookWanted, *, private: bool) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if wanted.url is not UNSET:
        values["url"] = checked_url(wanted.url, private=private)
    if wanted.events is not UNSET:
        values["events"] = msgspec.json.encode(events(wanted.events)).decode()
    if wanted.enabled is not UNSET:
        values["enabled"] = wanted.enabled
    return values


def _view(row: _Row) -> Webhook:
    fields = {name: getattr(row, name) for name in Webhook.__struct_fields__ if name != "events"}
    return Webhook(**fields, events=msgspec.json.decode(row.events, type=tuple[str, ...]))


def _made(known: Webhook, secret: str) -> WebhookMade:
    fields = {name: getattr(known, name) for name in Webhook.__struct_fields__}
    return WebhookMade(**fields, secret=secret)
