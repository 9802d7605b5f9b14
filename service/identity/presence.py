"""When people were last here."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from service.events import PresenceChanged
from service.messaging import activity
from service.store import Store, outbox
from service.store.tables import accounts
from service.store.unit_of_work import record
from wire.contracts.activity_kinds import ActivityKind


async def seen(store: Store, person_id: str, at: datetime) -> None:
    """Note when a person was last here; an earlier time than the one known changes nothing."""
    async with store.writing(relaxed=True) as connection:
        await _note(connection, person_id, at)


async def presence_started(store: Store, person_id: str, at: datetime) -> None:
    """A person's first socket opened: told to partners and to analytics."""
    await _tell(store, "presence_started", person_id, at)


async def presence_ended(store: Store, person_id: str, at: datetime, *, quietly: bool = False) -> None:
    """A person's last socket closed: told to partners and to analytics, and noted as `seen`.

    `quietly`: not to partners, for the process stops, and the person is back in a moment.
    """
    await _tell(store, "presence_ended", person_id, at, quietly=quietly)


async def _tell(
    store: Store, kind: ActivityKind, person_id: str, at: datetime, *, quietly: bool = False
) -> None:
    async with store.writing(relaxed=True) as connection:
        await _note(connection, person_id, at)
        demo = bool(await connection.scalar(select(accounts.c.demo).where(accounts.c.id == person_id)))
        told = activity.row(store.partitions, kind, at=at, person_id=person_id, demo=demo)
        await outbox.put(connection, [told])
        if not quietly:
            online = kind == "presence_started"
            record(connection, PresenceChanged(person_id=person_id, online=online, at=at))


async def _note(connection: AsyncConnection, person_id: str, at: datetime) -> None:
    earlier = or_(accounts.c.last_seen_at.is_(None), accounts.c.last_seen_at < at)
    query = update(accounts).where(accounts.c.id == person_id, earlier).values(last_seen_at=at)
    await connection.execute(query)
