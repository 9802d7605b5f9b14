"""Taking the demo out again."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import delete, func, select

from service.events import SessionEnded
from service.messaging import activity
from service.store import Store, outbox
from service.store.tables import accounts, conversations, messages, sessions
from service.store.unit_of_work import record


async def clear_demo(store: Store) -> int:
    """Remove demo people and every conversation they took part in. Gives the number of messages.

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
        await connection.execute(delete(accounts).where(accounts.c.demo))
        told = activity.row(store.partitions, "demo_cleared", at=datetime.now(UTC), demo=True)
        await outbox.put(connection, [told])
    return count
