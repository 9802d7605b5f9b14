"""The job `articles`: passages of every organisation whose bot is on lie on the broker, as they are now."""

from __future__ import annotations

from service.desk.bot.shelving import revs, shelf_of
from service.store import Store
from wire.broker import shelves
from wire.broker.clients import Client


async def keep_shelves(store: Store, client: Client) -> int:
    """Write those that are missing or old; also after a broker has lost them. How many these were."""
    async with store.reading() as connection:
        wanted = await revs(connection)
    lacking = shelves.revs(await shelves.standing(client, wanted), wanted)
    for one in lacking:
        async with store.reading() as connection:
            shelf = await shelf_of(connection, one, wanted[one])
        await shelves.put(client, shelf)
    return len(lacking)
