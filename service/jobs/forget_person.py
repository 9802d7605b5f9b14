"""Forgetting somebody because an operator was asked to: one way through store, broker and files.

Each step may be done again. What a process that died has left is taken up by the jobs, or by asking again.
"""

from __future__ import annotations

from contextlib import suppress

import msgspec
from redis.exceptions import RedisError
from sqlalchemy import select

from service.desk.forgetting import Meant
from service.desk.visiting import forget_contact
from service.errors import NotSignedIn, Unavailable
from service.files.forgetting import Sweeper
from service.files.storage import FileStorage
from service.identity.account import Account
from service.identity.deletion import erase, erased, remove
from service.jobs.forget import let_go
from service.messaging.indexing import clean, index_some
from service.outbound.webhooks.deliveries import forget_about
from service.store import Store
from service.store.tables import accounts
from service.store.typed import fetch_one
from wire.broker.clients import Client


class Forgotten(msgspec.Struct, frozen=True, kw_only=True):
    """What was done besides the rows of the store."""

    entries: int | None
    """Of streams of the broker; null: it is away, and the jobs do it once it is there."""
    files: int
    deliveries: int


async def forget_person(store: Store, client: Client, storage: FileStorage, who: Meant) -> Forgotten:
    """Nothing stays of what somebody wrote or was called. LastOwner: an account owns an organisation alone
    that has others in it; nothing was done.
    """
    if who.kind == "contact" and who.organisation_id is not None:
        await forget_contact(store, who.id, who.organisation_id)
    else:
        await _remove(store, who.id)
    entries = await _let_go(store, client, who)
    deliveries = await forget_about(store, who.id)
    files = await _sweep(store, storage)
    await _unindex(store)
    with suppress(Unavailable):  # somebody reads: the job `checkpoint` does it within a minute
        await store.checkpoint()
    return Forgotten(entries=entries, files=files, deliveries=deliveries)


async def _remove(store: Store, account_id: str) -> None:
    async with store.reading() as connection:
        row = await fetch_one(connection, Account, select(accounts).where(accounts.c.id == account_id))
    if row is not None and row.deleted_at is None:
        with suppress(NotSignedIn):  # they have left by themselves just now
            await remove(store, row)
    await erase(store, account_id)


async def _let_go(store: Store, client: Client, who: Meant) -> int | None:
    try:
        entries = await let_go(client, store.partitions, who.id)
    except (RedisError, OSError):
        return None
    if who.kind == "account":
        await erased(store, who.id)
    return entries


async def _unindex(store: Store) -> None:
    """Deleted words stay in segments of the search index until these are folded: now, and not in an hour."""
    while await index_some(store):
        pass
    while await clean(store, after=0.0):
        pass


async def _sweep(store: Store, storage: FileStorage) -> int:
    """Bytes of all files that are gone, theirs among them."""
    sweeper, total = Sweeper(store, storage), 0
    while swept := await sweeper.sweep():
        total += swept
    return total
