"""The job `queues`: automatic assignment of what waits, and word of promises nearly or wholly broken."""

from __future__ import annotations

import logging
from datetime import UTC, datetime

from redis.exceptions import RedisError

from service.desk.routing.alerts import alert
from service.desk.routing.assigning import assign_waiting, candidates, waiting_organisations
from service.realtime.online import OnlineRegistry
from service.store import Store
from wire.broker.clients import Client

log = logging.getLogger(__name__)


class Queues:
    """Asks the broker who is connected, where something waits for somebody."""

    def __init__(self, store: Store, client: Client) -> None:
        self._store = store
        self._online = OnlineRegistry(client, "queues")

    async def look(self) -> int:
        """One run. Doing it again does no harm. How many conversations were assigned or looked at."""
        done = await alert(self._store, datetime.now(UTC))
        for organisation_id in await waiting_organisations(self._store):
            done += await self._assign(organisation_id)
        return done

    async def _assign(self, organisation_id: str) -> int:
        """While the broker is away nobody knows who is here: then nobody is given anything."""
        asked = await candidates(self._store, organisation_id)
        try:
            present = await self._online.online(asked)
        except (RedisError, OSError) as error:
            log.warning("who is at the desk is not known: %s", type(error).__name__)
            return 0
        return await assign_waiting(self._store, organisation_id, present)
