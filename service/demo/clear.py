"""Taking the demo out again."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from service.events import SessionEnded
from service.identity.organisations import remove_organisation
from service.messaging import activity
from service.store import Store, outbox
from service.store.tables import accounts, conversations, memberships, messages, organisations, sessions
from service.store.unit_of_work import record


async def clear_demo(store: Store) -> int:
    """Remove demo people, organisations that they own, and every conversation they took part in.
    Gives the number of messages.

    Analytics is told, also where nothing was left to remove, so that doing it again repairs a loss. Sockets
    of demo people close.
    """
    ours = select(conversations.c.id).where(conversations.c.demo)
    async with store.writing() as connection:
        query = select(func.count()).select_from(messages).where(messages.c.conversation_id.in_(ours))
        count = int(await connection.scalar(query) or 0)
        await connection.execute(delete(conversations).where(conversations.c.demo))
        query = select(sessions.c.person_id, sessions.c.token_hash).join(accounts).where(accounts.c.demo)
        ended = (await connection.execute(query)).all()
        record(connection, *(SessionEnded(person_id=one.person_id, session=one.token_hash) for one in ended))
        for one in await _organisations(connection):
            await remove_organisation(connection, store.partitions, one)
        await connection.execute(delete(accounts).where(accounts.c.demo))
        told = activity.row(store.partitions, "demo_cleared", at=datetime.now(UTC), demo=True)
        await outbox.put(connection, [told])
    return count


async def _organisations(connection: AsyncConnection) -> list[str]:
    """Those that nobody owns but demo people, whoever else was invited there to look."""
    owners = select(memberships.c.account_id).where(
        memberships.c.organisation_id == organisations.c.id, memberships.c.role == "owner"
    )
    ours = owners.join(accounts, accounts.c.id == memberships.c.account_id)
    only = ours.where(accounts.c.demo).exists() & ~ours.where(~accounts.c.demo).exists()
    return list((await connection.execute(select(organisations.c.id).where(only))).scalars())
