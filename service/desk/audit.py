"""Who read, changed or took along what in an organisation: entries that are only ever added, without texts.

A change is noted in its own transaction, so that there is none without its entry. Of reading there is one
entry for each person, conversation and day.
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from typing import Any, Literal
from weakref import WeakKeyDictionary

import msgspec
from sqlalchemy import delete, insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from service.errors import Unavailable
from service.identity import policy
from service.store import Store
from service.store.ops_tables import audit_entries
from service.store.paging import begins, page_of
from wire.contracts.ids import new_id

log = logging.getLogger(__name__)

MOST = 200
AT_ONCE = 5000
"""Entries that are forgotten in one run."""
REMEMBERED = 20_000
"""Readings of today that a process need not note again."""

Reading = Literal["conversation_read", "customer_read", "orders_read", "data_exported"]


class AuditEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that somebody did."""

    id: str
    at: datetime
    account_id: str
    action: str
    conversation_id: str | None
    subject_id: str | None


class AuditPage(msgspec.Struct, frozen=True, kw_only=True):
    """Entries, newest first, and where the next page begins; null: that is all."""

    items: tuple[AuditEntry, ...]
    next: str | None


_noted: WeakKeyDictionary[Store, dict[str, None]] = WeakKeyDictionary()


async def note(
    connection: AsyncConnection,
    organisation_id: str,
    account_id: str,
    action: str,
    *,
    conversation_id: str | None = None,
    subject_id: str | None = None,
) -> None:
    """An entry with the caller's transaction. `action` is a name of the protocol."""
    row = _row(organisation_id, account_id, action, conversation_id, subject_id)
    await connection.execute(insert(audit_entries).values(row))


async def was_read(
    store: Store,
    organisation_id: str,
    account_id: str,
    action: Reading,
    conversation_id: str | None = None,
) -> None:
    """An entry of reading, the first time of a day. A full disk, or a busy store, keeps nobody from it."""
    key = _once(datetime.now(UTC), organisation_id, account_id, action, conversation_id)
    known = _noted.setdefault(store, {})
    if key in known:
        return
    try:
        await store.transact(
            lambda one: _note_reading(one, organisation_id, account_id, action, conversation_id), relaxed=True
        )
    except (Unavailable, IntegrityError) as error:  # the organisation may be gone by now
        log.warning("%s was not noted: %s", action, type(error).__name__)
        return
    if len(known) >= REMEMBERED:
        known.clear()
    known[key] = None


async def list_entries(
    store: Store,
    me_id: str,
    organisation_id: str,
    *,
    account_id: str | None = None,
    conversation_id: str | None = None,
    action: str | None = None,
    before: str | None = None,
    limit: int = 50,
) -> AuditPage:
    """Of an organisation, newest first, for its owners and admins.

    Raises:
        InvalidInput: `before` is no cursor of ours.
        NotFound, NotYours, RoleLacks.
    """
    after = begins(before, "before")
    query = select(audit_entries).where(audit_entries.c.organisation_id == organisation_id)
    wanted = {"account_id": account_id, "conversation_id": conversation_id, "action": action}
    for name, one in wanted.items():
        query = query if one is None else query.where(audit_entries.c[name] == one)
    async with store.reading() as connection:
        await policy.must(connection, me_id, organisation_id, "oversee")
        items, next_ = await page_of(
            connection, AuditEntry, query, audit_entries.c.id, after=after, limit=limit, most=MOST
        )
    return AuditPage(items=items, next=next_)


async def forget_old(store: Store, now: datetime, days: int) -> int:
    """Forget what is older than so many days (0: nothing); what is left goes with the next run."""
    if not days:
        return 0
    old = select(audit_entries.c.id).where(audit_entries.c.at < now - timedelta(days=days)).limit(AT_ONCE)
    async with store.writing(relaxed=True) as connection:
        gone = delete(audit_entries).where(audit_entries.c.id.in_(old))
        return (await connection.execute(gone)).rowcount


async def _note_reading(
    connection: AsyncConnection,
    organisation_id: str,
    account_id: str,
    action: Reading,
    conversation_id: str | None,
) -> None:
    row = _row(organisation_id, account_id, action, conversation_id, None)
    row["once"] = _once(row["at"], organisation_id, account_id, action, conversation_id)
    dialect: Any = postgresql if connection.dialect.name == "postgresql" else sqlite
    await connection.execute(dialect.insert(audit_entries).values(row).on_conflict_do_nothing())


def _row(
    organisation_id: str,
    account_id: str,
    action: str,
    conversation_id: str | None,
    subject_id: str | None,
) -> dict[str, Any]:
    row: dict[str, Any] = {"id": new_id(), "organisation_id": organisation_id, "account_id": account_id}
    row |= {"at": datetime.now(UTC), "action": action, "conversation_id": conversation_id}
    return row | {"subject_id": subject_id}


def _once(
    at: datetime, organisation_id: str, account_id: str, action: str, conversation_id: str | None
) -> str:
    return f"{at:%Y-%m-%d} {action} {account_id} {conversation_id or organisation_id}"
